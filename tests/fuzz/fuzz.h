#pragma once

#include <stddef.h>
#include <stdint.h>

/* Each target is this function: libFuzzer calls it, or fuzz-driver.c with the seeds. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
