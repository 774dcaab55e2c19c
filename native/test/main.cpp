#include <cstdio>
#include <cstdlib>

#include "check.h"
#include "random.h"

int main(int count, char** arguments) {
  if (count > 1) check::seed() = static_cast<unsigned>(std::strtoul(arguments[1], nullptr, 10));
  std::printf("seed %u\n", check::seed());
  for (const check::Test& test : check::tests()) {
    const int before = check::failures();
    test.run();
    std::printf("%s %s\n", check::failures() == before ? "ok" : "FAILED", test.name);
  }
  std::printf("%zu tests, %d failures\n", check::tests().size(), check::failures());
  return check::failures() == 0 ? 0 : 1;
}
