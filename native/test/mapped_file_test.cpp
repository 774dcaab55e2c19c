#include "../kernels/mapped_file.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "check.h"

using firstpass::FileError;
using firstpass::Mapping;

namespace {

std::string make_file(size_t bytes) {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "firstpass_mapped_file_test.bin";
  std::ofstream file(path, std::ios::binary);
  for (size_t i = 0; i < bytes; i++) file.put(static_cast<char>(i % 251));
  return path.u8string();
}

}  // namespace

TEST(a_mapped_stretch_shows_and_changes_the_file) {
  const std::string path = make_file(10000);
  FileError error;
  Mapping mapping;
  CHECK(firstpass::map_file(path, 4095, 3000, true, mapping, error));
  CHECK(mapping.bytes[0] == 4095 % 251 && mapping.bytes[2999] == 7094 % 251);
  mapping.bytes[1] = 255;
  firstpass::unmap_file(mapping);
  Mapping again;
  CHECK(firstpass::map_file(path, 4096, 1, false, again, error));
  CHECK(again.bytes[0] == 255);
  again.bytes[0] = 1;
  firstpass::unmap_file(again);
  CHECK(std::ifstream(path, std::ios::binary).seekg(4096).get() == 255);
  std::filesystem::remove(path);
}

TEST(what_can_not_be_mapped_says_why) {
  const std::string path = make_file(100);
  FileError error;
  Mapping mapping;
  CHECK(!firstpass::map_file(path, 50, 51, false, mapping, error) && error.code == "SHORT");
  CHECK(!firstpass::map_file(path + ".gone", 0, 1, false, mapping, error) && error.code == "ENOENT");
  CHECK(!firstpass::reserve_file(path + ".gone", 10, error) && error.code == "ENOENT");
  CHECK(mapping.bytes == nullptr);
  CHECK(firstpass::reserve_file(path, 5000, error) && std::filesystem::file_size(path) == 5000);
  std::filesystem::remove(path);
}
