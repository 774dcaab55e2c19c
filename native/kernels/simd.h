#pragma once

/**
 * FIRSTPASS_CLONES before a plain function makes one version of it for each instruction set and lets the loader choose.
 * Only GCC on ELF systems can; elsewhere the compiler's base set serves. What such a function calls is compiled with its
 * instruction set only when inlined into it: mark that FIRSTPASS_INLINE.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__ELF__) && !defined(FIRSTPASS_NO_CLONES)
#define FIRSTPASS_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FIRSTPASS_CLONES
#endif

#if defined(_MSC_VER)
#define FIRSTPASS_INLINE __forceinline
#define FIRSTPASS_RESTRICT __restrict
#else
#define FIRSTPASS_INLINE inline __attribute__((always_inline))
#define FIRSTPASS_RESTRICT __restrict__
#endif
