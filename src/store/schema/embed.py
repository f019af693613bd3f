#!/usr/bin/env python3
"""embed.py OUT.c IN.sql...: the migrations as one array of C strings, in the order given."""
import sys


def literal(line):
    escaped = line.replace('\\', '\\\\').replace('"', '\\"')
    return f'  "{escaped}\\n"'


out, inputs = sys.argv[1], sys.argv[2:]
with open(out, 'w', encoding='utf-8') as c:
    c.write('#include "store/bal-store-schema.h"\n\nconst char *const bal_store_schema_scripts[] = {\n')
    for path in inputs:
        with open(path, encoding='utf-8') as sql:
            c.write('\n'.join(literal(line.rstrip('\n')) for line in sql) + ',\n')
    c.write('};\n\nconst guint bal_store_schema_version = G_N_ELEMENTS (bal_store_schema_scripts);\n')
