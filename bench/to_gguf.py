#!/usr/bin/env python3
"""Writes the weights of an ONNX export of a Llama as GGUF, for llama.cpp: pip install onnx numpy gguf

    bench/to_gguf.py FOLDER TARGET.gguf [--bits 4]

FOLDER is the model's, with config.json and tokenizer.json. Its 8-bit integers go into Q8_0 as they are; only their scales are
rounded, to 16 bits. With --bits 4 every matrix but the vocabulary's becomes the better of Q4_0 and Q4_1. Prints how far off each is.
"""
import argparse
import json
import os

import gguf
import numpy as np
import onnx
from gguf import GGMLQuantizationType as Kind
from onnx import helper, numpy_helper

BLOCK = 32
NAMES = {"q": "attn_q", "k": "attn_k", "v": "attn_v", "o": "attn_output", "gate": "ffn_gate", "up": "ffn_up", "down": "ffn_down"}


def q8(numbers, scales):
    """The same signed integers, and the scale of each block of 64 twice where the export has so long ones."""
    rows = numbers.shape[0]
    wide = np.repeat(scales.reshape(rows, -1), numbers.shape[2] // BLOCK, axis=1).astype(np.float16)
    integers = (numbers.reshape(rows, -1, BLOCK).astype(np.int16) - 128).astype(np.int8)
    return np.concatenate([wide[..., None].view(np.uint8), integers.view(np.uint8)], -1).reshape(rows, -1)


def turned(matrix, heads):
    """Halves of a head side by side, as llama.cpp turns them, instead of one after the other."""
    return matrix.reshape(heads, 2, matrix.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(matrix.shape)


def packed(matrix, kind):
    data = gguf.quants.quantize(matrix, kind)
    return data, float(np.sqrt(np.square(gguf.quants.dequantize(data, kind) - matrix).mean() / np.square(matrix).mean()))


class Export:
    def __init__(self, folder):
        model = onnx.load(os.path.join(folder, "onnx/model_quantized.onnx"))
        self.tensors = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
        for node in model.graph.node:
            if node.op_type == "MatMulNBits":
                bits = next(helper.get_attribute_value(a) for a in node.attribute if a.name == "bits")
                if bits != 8 or len(node.input) > 3:
                    raise SystemExit(node.name + ": not symmetric 8-bit weights")

    def matrix(self, name, heads, bits):
        numbers, scales = self.tensors[name + ".weight_q"], self.tensors[name + ".scales"]
        exact = ((numbers.astype(np.float32) - 128) * scales.reshape(numbers.shape[0], -1, 1)).reshape(numbers.shape[0], -1)
        data = q8(numbers, scales)
        if heads:
            data, exact = turned(data, heads), turned(exact, heads)
        off = np.sqrt(np.square(gguf.quants.dequantize(data, Kind.Q8_0) - exact).mean() / np.square(exact).mean())
        choices = [(float(off), Kind.Q8_0, data)]
        if bits == 4:
            choices = []
            for kind in (Kind.Q4_0, Kind.Q4_1):
                data, off = packed(exact, kind)
                choices.append((off, kind, data))
        return min(choices, key=lambda choice: choice[0])


def vocabulary(writer, folder, config):
    with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as file:
        tokenizer = json.load(file)
    words = sorted(tokenizer["model"]["vocab"].items(), key=lambda word: word[1])
    special = {token["id"] for token in tokenizer["added_tokens"]}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list([word for word, _ in words])
    writer.add_token_types([gguf.TokenType.CONTROL if at in special else gguf.TokenType.NORMAL for _, at in words])
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_add_bos_token(False)


def shape(writer, config):
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("target")
    parser.add_argument("--bits", type=int, choices=(4, 8), default=8)
    given = parser.parse_args()
    with open(os.path.join(given.folder, "config.json"), encoding="utf-8") as file:
        config = json.load(file)
    export = Export(given.folder)
    writer = gguf.GGUFWriter(given.target, "llama")
    shape(writer, config)
    vocabulary(writer, given.folder, config)
    offs = {}

    def put(name, source, heads, bits):
        off, kind, data = export.matrix(source, heads, bits)
        writer.add_tensor(name, data, raw_dtype=kind)
        offs.setdefault(kind.name, []).append(off)

    put("token_embd.weight", "lm_head", 0, 8)
    writer.add_tensor("output_norm.weight", export.tensors["norm"].astype(np.float32))
    turns = {"q": config["num_attention_heads"], "k": config["num_key_value_heads"]}
    for layer in range(config["num_hidden_layers"]):
        for part, name in NAMES.items():
            put(f"blk.{layer}.{name}.weight", f"l{layer}.{part}", turns.get(part, 0), given.bits)
        for part, name in (("in_norm", "attn_norm"), ("post_norm", "ffn_norm")):
            writer.add_tensor(f"blk.{layer}.{name}.weight", export.tensors[f"l{layer}.{part}"].astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    for kind, each in offs.items():
        print(f"{kind}: {len(each)} matrices, off by {np.mean(each):.2e} of their size, at most {max(each):.2e}")


main()
