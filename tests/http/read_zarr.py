# SPDX-License-Identifier: Apache-2.0
"""Reads one sharded level of a Zarr v3 array with c-blosc itself and nothing of ours or of zarrita's.

By the specification alone (Zarr v3 core; the codecs sharding_indexed, bytes, blosc and crc32c). What it does not
know ends it. Prints the sha256 of all values in C order, little endian.
Arguments: the array's folder.
"""
import hashlib
import itertools
import json
import math
import pathlib
import struct
import sys

import numcodecs
import numpy


def crc32c(data):
    table = []
    for n in range(256):
        for _ in range(8):
            n = (n >> 1) ^ 0x82F63B78 if n & 1 else n >> 1
        table.append(n)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def only(values, wanted, what):
    if values != wanted:
        raise SystemExit(f"{what}: {values}, not {wanted}")


folder = pathlib.Path(sys.argv[1])
array = json.loads((folder / "zarr.json").read_text())
only((array["zarr_format"], array["node_type"]), (3, "array"), "kind")
only([codec["name"] for codec in array["codecs"]], ["sharding_indexed"], "codecs")
sharding = array["codecs"][0]["configuration"]
only([codec["name"] for codec in sharding["codecs"]], ["bytes", "blosc"], "inner codecs")
only([codec["name"] for codec in sharding["index_codecs"]], ["bytes", "crc32c"], "index codecs")
only(sharding.get("index_location", "end"), "end", "index location")

shape = array["shape"]
shard = array["chunk_grid"]["configuration"]["chunk_shape"]
brick = sharding["chunk_shape"]
kind = numpy.dtype(array["data_type"]).newbyteorder("<")
level = numpy.full(shape, array["fill_value"], kind)
bricks = [size // part for size, part in zip(shard, brick)]
index_bytes = 16 * math.prod(bricks)
separator = array["chunk_key_encoding"]["configuration"]["separator"]

for place in itertools.product(*(range(math.ceil(size / part)) for size, part in zip(shape, shard))):
    path = folder / separator.join(["c", *map(str, place)])
    if not path.exists():
        continue
    data = path.read_bytes()
    index = data[len(data) - 4 - index_bytes : len(data) - 4]
    only(struct.unpack("<I", data[-4:])[0], crc32c(index), "checksum of the index")
    for number, inner in enumerate(itertools.product(*map(range, bricks))):
        offset, size = struct.unpack_from("<QQ", index, 16 * number)
        if offset == size == 2**64 - 1:
            continue
        values = numpy.frombuffer(numcodecs.blosc.decompress(data[offset : offset + size]), kind)
        first = [p * s + i * b for p, s, i, b in zip(place, shard, inner, brick)]
        there = tuple(slice(f, min(f + b, n)) for f, b, n in zip(first, brick, shape))
        if any(cut.start >= cut.stop for cut in there):
            continue
        level[there] = values.reshape(brick)[tuple(slice(0, cut.stop - cut.start) for cut in there)]

print(hashlib.sha256(level.tobytes()).hexdigest())
