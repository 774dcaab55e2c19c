"""Every network's way into a file."""
import hashlib

import onnx
from onnx import helper


def write(out, graph):
    """Check the graph, write it as ONNX, print size and sha256."""
    model = helper.make_model(graph, producer_name="firstpass", ir_version=8,
                              opset_imports=[helper.make_opsetid("", 13)])
    onnx.checker.check_model(model, full_check=True)
    data = model.SerializeToString()
    with open(out, "wb") as file:
        file.write(data)
    print(f"{out}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")
