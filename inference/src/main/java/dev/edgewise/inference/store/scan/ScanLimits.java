package dev.edgewise.inference.store.scan;

/**
 * How large and how deep a model may be.
 *
 * @param fileBytesMax size of the ONNX file itself, in bytes; protobuf ends at 2 GiB
 * @param nodesMax nodes of the graph, those of its subgraphs included
 * @param tensorsMax tensors, wherever they stand
 * @param depthMax graphs inside graphs
 * @param textBytesMax length of one name or text, in bytes
 * @param portsMax inputs and outputs of the graph
 * @param grownBytesMax what few numbers of the file say how to fill: sparse tensors written out, and the tensors that nodes
 *     make of a size that stands in the file; all of them together, in bytes
 */
public record ScanLimits(
        long fileBytesMax,
        int nodesMax,
        int tensorsMax,
        int depthMax,
        int textBytesMax,
        int portsMax,
        long grownBytesMax) {
    /** Ten times what the largest exports in use have. */
    public static final ScanLimits DEFAULT =
            new ScanLimits(Integer.MAX_VALUE, 200_000, 200_000, 8, 64 * 1024, 10_000, 1L << 30);
}
