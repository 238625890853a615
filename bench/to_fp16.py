#!/usr/bin/env python3
"""Writes a 16-bit float export of an ONNX model, for GpuBench: pip install onnx numpy

    bench/to_fp16.py SOURCE.onnx TARGET.onnx [--keep-quantized] [--wide-output]

Weights of MatMulNBits become plain 16-bit matrices unless --keep-quantized; the first output keeps 32 bits with --wide-output.
"""
import argparse
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LARGEST = 65504


def attribute(node, name):
    return next(helper.get_attribute_value(a) for a in node.attribute if a.name == name)


def unpack(packed, bits, shape):
    if bits == 8:
        return packed.reshape(shape)
    return np.stack([packed & 15, packed >> 4], -1).reshape(shape)


def weights(node, tensors):
    """What a MatMulNBits multiplies with, as rows of K by columns of N."""
    k, n, bits, size = (attribute(node, a) for a in ("K", "N", "bits", "block_size"))
    blocks = -(-k // size)
    numbers = unpack(numpy_helper.to_array(tensors[node.input[1]]), bits, (n, blocks, size)).astype(np.float32)
    scales = numpy_helper.to_array(tensors[node.input[2]]).astype(np.float32).reshape(n, blocks, 1)
    zero = float(1 << (bits - 1))
    if len(node.input) > 3 and node.input[3]:
        packed = numpy_helper.to_array(tensors[node.input[3]]).reshape(n, -1)
        zero = unpack(packed, bits, (n, -1))[:, :blocks].reshape(n, blocks, 1).astype(np.float32)
    return np.ascontiguousarray(((numbers - zero) * scales).reshape(n, blocks * size)[:, :k].T)


def narrow(tensor):
    array = np.clip(numpy_helper.to_array(tensor), -LARGEST, LARGEST).astype(np.float16)
    return numpy_helper.from_array(array, tensor.name)


def convert(model, keep_quantized, wide_output):
    graph = model.graph
    tensors = {t.name: t for t in graph.initializer}
    nodes, made = [], []
    for node in graph.node:
        if node.op_type == "MatMulNBits" and not keep_quantized:
            name = node.output[0] + "_weights"
            made.append(numpy_helper.from_array(weights(node, tensors).astype(np.float16), name))
            node = helper.make_node("MatMul", [node.input[0], name], list(node.output), name=node.name)
        for a in node.attribute:
            if node.op_type == "Cast" and a.name == "to" and a.i == TensorProto.FLOAT:
                a.i = TensorProto.FLOAT16
            if a.name == "value" and a.t.data_type == TensorProto.FLOAT:
                a.t.CopyFrom(narrow(a.t))
        nodes.append(node)
    for port in list(graph.input) + list(graph.output):
        if port.type.tensor_type.elem_type == TensorProto.FLOAT:
            port.type.tensor_type.elem_type = TensorProto.FLOAT16
    if wide_output:
        output = graph.output[0]
        for node in nodes:
            node.output[:] = [o + "_narrow" if o == output.name else o for o in node.output]
        nodes.append(helper.make_node("Cast", [output.name + "_narrow"], [output.name], to=TensorProto.FLOAT))
        output.type.tensor_type.elem_type = TensorProto.FLOAT
    used = {i for node in nodes for i in node.input}
    kept = [narrow(t) if t.data_type == TensorProto.FLOAT else t for t in graph.initializer if t.name in used]
    for field, value in ((graph.node, nodes), (graph.initializer, kept + made), (graph.value_info, [])):
        del field[:]
        field.extend(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--keep-quantized", action="store_true")
    parser.add_argument("--wide-output", action="store_true")
    given = parser.parse_args()
    model = onnx.load(given.source)
    convert(model, given.keep_quantized, given.wide_output)
    data = os.path.basename(given.target) + "_data"
    beside = os.path.join(os.path.dirname(given.target), data)
    if os.path.exists(beside):
        os.remove(beside)
    onnx.save(model, given.target, save_as_external_data=True, all_tensors_to_one_file=True, location=data)


main()
