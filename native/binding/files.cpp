#include <map>
#include <mutex>
#include <string>

#include "../kernels/mapped_file.h"
#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

namespace {

/** What is mapped, by the address of its first byte. */
std::mutex lock;
std::map<void*, Mapping> mappings;

/** Maps are given back by unmapFile alone; a forgotten one lasts until the process ends. */
void keep_mapped(napi_env, void*, void*) {}

void remember(const Mapping& mapping) {
  const std::lock_guard<std::mutex> guard(lock);
  mappings[mapping.bytes] = mapping;
}

bool take(void* bytes, Mapping& mapping) {
  const std::lock_guard<std::mutex> guard(lock);
  const auto found = mappings.find(bytes);
  if (found == mappings.end()) return false;
  mapping = found->second;
  mappings.erase(found);
  return true;
}

[[noreturn]] void refuse(const Napi::Env& env, const FileError& failed) {
  Napi::Error error = Napi::Error::New(env, failed.message);
  error.Set("code", failed.code);
  throw error;
}

/** A whole number of JavaScript, which are exact up to 2^53. */
uint64_t read_bytes(const Napi::Value& value, const char* what) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  const bool exact = number >= 0 && number <= 9007199254740991.0;
  if (!exact) throw Napi::RangeError::New(value.Env(), std::string("wrong argument: ") + what);
  return static_cast<uint64_t>(number);
}

}  // namespace

Napi::Value map_file(const Napi::CallbackInfo& info) {
  const std::string path = info[0].ToString();
  const uint64_t offset = read_bytes(info[1], "offset");
  const size_t length = static_cast<size_t>(read_count(info[2], "length"));
  Mapping mapping;
  FileError error;
  if (!firstpass::map_file(path, offset, length, info[3].ToBoolean(), mapping, error)) refuse(info.Env(), error);
  if (mapping.bytes == nullptr) return info.Env().Undefined();
  napi_value buffer;
  const napi_status status = napi_create_external_arraybuffer(info.Env(), mapping.bytes, length, keep_mapped, nullptr, &buffer);
  if (status != napi_ok) {
    // Electron forbids buffers outside its own heap: the plain windows serve there.
    firstpass::unmap_file(mapping);
    return info.Env().Undefined();
  }
  remember(mapping);
  return Napi::Value(info.Env(), buffer);
}

Napi::Value unmap_file(const Napi::CallbackInfo& info) {
  if (!info[0].IsArrayBuffer()) throw Napi::RangeError::New(info.Env(), "wrong argument: buffer");
  Napi::ArrayBuffer buffer = info[0].As<Napi::ArrayBuffer>();
  Mapping mapping;
  if (buffer.IsDetached() || !take(buffer.Data(), mapping)) throw Napi::RangeError::New(info.Env(), "this buffer is not mapped");
  // Detached first: no view of it can reach the pages any more.
  buffer.Detach();
  firstpass::unmap_file(mapping);
  return info.Env().Undefined();
}

Napi::Value reserve_file(const Napi::CallbackInfo& info) {
  const std::string path = info[0].ToString();
  FileError error;
  if (!firstpass::reserve_file(path, read_bytes(info[1], "bytes"), error)) refuse(info.Env(), error);
  return info.Env().Undefined();
}

}  // namespace firstpass::binding
