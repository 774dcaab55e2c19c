#if defined(_WIN32)
#define NOMINMAX
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "mapped_file.h"

namespace firstpass {

namespace {

class Handle {
 public:
  explicit Handle(HANDLE value) : value(value) {}
  ~Handle() {
    if (valid()) CloseHandle(value);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  bool valid() const { return value != nullptr && value != INVALID_HANDLE_VALUE; }

  const HANDLE value;
};

const char* name_of(DWORD code) {
  switch (code) {
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL: return "ENOSPC";
    case ERROR_DISK_QUOTA_EXCEEDED: return "EDQUOT";
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND: return "ENOENT";
    case ERROR_ACCESS_DENIED: return "EACCES";
    case ERROR_SHARING_VIOLATION: return "EBUSY";
    case ERROR_WRITE_PROTECT: return "EROFS";
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY: return "ENOMEM";
    default: return "EIO";
  }
}

bool fail(FileError& error) {
  const DWORD code = GetLastError();
  error = {name_of(code), "Windows error " + std::to_string(code)};
  return false;
}

HANDLE open_file(const std::string& path, bool writable) {
  const int length = MultiByteToWideChar(CP_UTF8, 0, path.c_str(), -1, nullptr, 0);
  std::wstring wide(static_cast<size_t>(length), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, path.c_str(), -1, wide.data(), length);
  const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  return CreateFileW(wide.c_str(), writable ? GENERIC_READ | GENERIC_WRITE : GENERIC_READ, share, nullptr, OPEN_EXISTING,
                     FILE_ATTRIBUTE_NORMAL, nullptr);
}

}  // namespace

bool map_file(const std::string& path, uint64_t offset, size_t length, bool writable, Mapping& mapping, FileError& error) {
  const Handle file(open_file(path, writable));
  if (!file.valid()) return fail(error);
  LARGE_INTEGER size;
  if (!GetFileSizeEx(file.value, &size)) return fail(error);
  if (static_cast<uint64_t>(size.QuadPart) < offset + length) {
    error = short_file(static_cast<uint64_t>(size.QuadPart), offset + length);
    return false;
  }
  // Files are allocated in full here unless marked sparse, which ours never are.
  const Handle section(CreateFileMappingW(file.value, nullptr, writable ? PAGE_READWRITE : PAGE_WRITECOPY, 0, 0, nullptr));
  if (!section.valid()) return fail(error);
  SYSTEM_INFO system;
  GetSystemInfo(&system);
  const size_t before = static_cast<size_t>(offset % system.dwAllocationGranularity);
  const uint64_t start = offset - before;
  void* pages = MapViewOfFile(section.value, writable ? FILE_MAP_WRITE : FILE_MAP_COPY, static_cast<DWORD>(start >> 32),
                              static_cast<DWORD>(start & 0xFFFFFFFFu), before + length);
  if (pages == nullptr) return fail(error);
  mapping = {static_cast<uint8_t*>(pages) + before, pages, before + length};
  return true;
}

void unmap_file(const Mapping& mapping) {
  if (mapping.pages != nullptr) UnmapViewOfFile(mapping.pages);
}

bool reserve_file(const std::string& path, uint64_t bytes, FileError& error) {
  const Handle file(open_file(path, true));
  if (!file.valid()) return fail(error);
  LARGE_INTEGER end;
  end.QuadPart = static_cast<LONGLONG>(bytes);
  // Setting the end of a file that is not sparse allocates it, or fails with ERROR_DISK_FULL.
  const bool done = SetFilePointerEx(file.value, end, nullptr, FILE_BEGIN) && SetEndOfFile(file.value);
  return done || fail(error);
}

}  // namespace firstpass
#endif
