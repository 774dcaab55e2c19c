#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace firstpass {

/** Why a file can't be mapped or reserved; `code` is the system's name for it, as Node's errors have it, or SHORT. */
struct FileError {
  std::string code;
  std::string message;
};

/** The file ends before the stretch does. */
inline FileError short_file(uint64_t size, uint64_t end) {
  return {"SHORT", "it is " + std::to_string(size) + " bytes long, " + std::to_string(end) + " were expected"};
}

/** A stretch of a file in memory. `bytes` is null where it can't be mapped safely, which is not an error. */
struct Mapping {
  uint8_t* bytes = nullptr;
  /** What to give back to the system: the whole pages around the stretch. */
  void* pages = nullptr;
  size_t page_bytes = 0;
};

/**
 * Maps [offset, offset + length) of a file. A writable stretch has its disk space reserved first, since a page that finds no
 * room kills the process. For the same reason a stretch to be read that has holes is left unmapped. SHORT if the file ends
 * before the stretch does. The path is UTF-8.
 */
bool map_file(const std::string& path, uint64_t offset, size_t length, bool writable, Mapping& mapping, FileError& error);

void unmap_file(const Mapping& mapping);

/** Makes sure that [0, bytes) of an existing file has disk space; the file is at least `bytes` long then. */
bool reserve_file(const std::string& path, uint64_t bytes, FileError& error);

}  // namespace firstpass
