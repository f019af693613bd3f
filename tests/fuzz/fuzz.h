#pragma once

#include <stddef.h>
#include <stdint.h>

/* The entry of libFuzzer: returns 0, aborts when a promise is broken. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
