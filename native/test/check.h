#pragma once
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

/** The whole test framework: TEST(name) { CHECK(condition); } */
namespace check {

struct Test {
  const char* name;
  std::function<void()> run;
};

inline std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

inline int& failures() {
  static int count = 0;
  return count;
}

struct Registration {
  Registration(const char* name, std::function<void()> run) { tests().push_back({name, std::move(run)}); }
};

inline void expect(bool holds, const char* what, const char* file, int line) {
  if (holds) return;
  failures()++;
  std::printf("%s:%d: not true: %s\n", file, line, what);
}

}  // namespace check

#define TEST(name)                                                  \
  static void name();                                               \
  static const check::Registration registration_##name(#name, name); \
  static void name()
#define CHECK(condition) check::expect((condition), #condition, __FILE__, __LINE__)
