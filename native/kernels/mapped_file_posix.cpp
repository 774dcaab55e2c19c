#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "mapped_file.h"

namespace firstpass {

namespace {

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number(open(path.c_str(), flags | O_CLOEXEC)) {}
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  const int number;
};

const char* name_of(int code) {
  switch (code) {
    case ENOSPC: return "ENOSPC";
    case EDQUOT: return "EDQUOT";
    case EFBIG: return "EFBIG";
    case ENOENT: return "ENOENT";
    case EACCES: return "EACCES";
    case EPERM: return "EPERM";
    case EROFS: return "EROFS";
    case EISDIR: return "EISDIR";
    case EMFILE: return "EMFILE";
    case ENOMEM: return "ENOMEM";
    default: return "EIO";
  }
}

bool fail(int code, FileError& error) {
  error = {name_of(code), std::strerror(code)};
  return false;
}

/** 0 or an errno. */
int allocate(int descriptor, uint64_t offset, uint64_t bytes) {
  if (bytes == 0) return 0;
#if defined(__APPLE__)
  struct stat status;
  if (fstat(descriptor, &status) != 0) return errno;
  const off_t end = static_cast<off_t>(offset + bytes);
  const off_t held = static_cast<off_t>(status.st_blocks) * 512;
  if (end > held) {
    fstore_t store = {F_ALLOCATEALL, F_PEOFPOSMODE, 0, end - held, 0};
    if (fcntl(descriptor, F_PREALLOCATE, &store) != 0) return errno;
  }
  return status.st_size < end && ftruncate(descriptor, end) != 0 ? errno : 0;
#else
  int code;
  do {
    code = posix_fallocate(descriptor, static_cast<off_t>(offset), static_cast<off_t>(bytes));
  } while (code == EINTR);
  return code;
#endif
}

bool has_hole(int descriptor, uint64_t offset, size_t length) {
#if defined(SEEK_HOLE)
  const off_t hole = lseek(descriptor, static_cast<off_t>(offset), SEEK_HOLE);
  return hole >= 0 && static_cast<uint64_t>(hole) < offset + length;
#else
  (void)descriptor, (void)offset, (void)length;
  return false;
#endif
}

}  // namespace

bool map_file(const std::string& path, uint64_t offset, size_t length, bool writable, Mapping& mapping, FileError& error) {
  const Descriptor file(path, writable ? O_RDWR : O_RDONLY);
  if (file.number < 0) return fail(errno, error);
  struct stat status;
  if (fstat(file.number, &status) != 0) return fail(errno, error);
  const uint64_t size = static_cast<uint64_t>(status.st_size);
  if (size < offset + length) {
    error = short_file(size, offset + length);
    return false;
  }
  if (writable) {
    const int code = allocate(file.number, offset, length);
    if (code != 0) return fail(code, error);
  } else if (has_hole(file.number, offset, length)) {
    return true;
  }
  const uint64_t page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  const size_t before = static_cast<size_t>(offset % page);
  // To be read: a private map, so that a stray write changes neither the file nor kills the process.
  void* pages = mmap(nullptr, before + length, PROT_READ | PROT_WRITE,
                     writable ? MAP_SHARED : MAP_PRIVATE, file.number, static_cast<off_t>(offset - before));
  if (pages == MAP_FAILED) return fail(errno, error);
  mapping = {static_cast<uint8_t*>(pages) + before, pages, before + length};
  return true;
}

void unmap_file(const Mapping& mapping) {
  if (mapping.pages != nullptr) munmap(mapping.pages, mapping.page_bytes);
}

bool reserve_file(const std::string& path, uint64_t bytes, FileError& error) {
  const Descriptor file(path, O_RDWR);
  if (file.number < 0) return fail(errno, error);
  const int code = allocate(file.number, 0, bytes);
  return code == 0 || fail(code, error);
}

}  // namespace firstpass
#endif
