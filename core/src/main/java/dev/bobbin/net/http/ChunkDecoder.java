package dev.bobbin.net.http;

import java.nio.ByteBuffer;

/**
 * Takes a chunked body apart (RFC 9112, section 7.1), as its bytes come. Extensions of chunks are skipped. Like the parser of
 * heads it keeps little, trusts no length and does no input itself.
 */
final class ChunkDecoder {

    private static final int MOST_SIZE_LINE_BYTES = 1024;
    private static final int MOST_SIZE_DIGITS = 15; // fits a long

    /** What a body may have of sizes and extensions, and more of them with each byte of data: not all overhead, and no data. */
    private static final int OVERHEAD_BYTES = 16 * 1024;

    private static final int OVERHEAD_A_CHUNK = 16;
    private static final int MOST_TRAILERS = 32;
    private static final int MOST_TRAILER_BYTES = 8 * 1024;

    private enum Part {
        SIZE,
        DATA,
        END_OF_DATA,
        TRAILERS,
        DONE
    }

    private final Line line = new Line();
    private final Fields trailers = new Fields(MOST_TRAILERS);
    private Part part = Part.SIZE;
    private long chunkLeft;
    private long overhead;
    private int trailerBytes;

    /**
     * Moves data of the body from {@code in} to {@code out}, as far as there is some and there is room.
     *
     * @param in an array's buffer; nothing beyond the body's end is taken
     */
    void decode(ByteBuffer in, ByteBuffer out) throws HttpStatusException {
        while (part != Part.DONE && in.hasRemaining()) {
            switch (part) {
                case SIZE:
                    if (line.take(in, MOST_SIZE_LINE_BYTES, 400, "size line of a chunk")) {
                        takeSize();
                    }
                    break;
                case DATA:
                    if (!out.hasRemaining()) {
                        return;
                    }
                    copy(in, out);
                    break;
                case END_OF_DATA:
                    if (line.take(in, 0, 400, "chunk (by its data)")) {
                        part = Part.SIZE;
                    }
                    break;
                default:
                    takeTrailers(in);
                    break;
            }
        }
    }

    boolean isDone() {
        return part == Part.DONE;
    }

    /** What followed the last chunk; once the body is done. */
    HttpHeaders trailers() {
        return trailers.headers();
    }

    private void takeSize() throws HttpStatusException {
        int digits = 0;
        long size = 0;
        while (digits < line.length() && Character.digit(line.at(digits), 16) >= 0) {
            if (digits == MOST_SIZE_DIGITS) {
                throw new HttpStatusException(400, "The size of a chunk has more than " + MOST_SIZE_DIGITS + " digits");
            }
            size = 16 * size + Character.digit(line.at(digits), 16);
            digits++;
        }
        requireExtension(digits);
        overhead += line.length() - OVERHEAD_A_CHUNK - Math.min(size, OVERHEAD_BYTES);
        overhead = Math.max(0, overhead);
        if (overhead > OVERHEAD_BYTES) {
            throw new HttpStatusException(400, "The body has more extensions of chunks than data");
        }
        chunkLeft = size;
        part = size == 0 ? Part.TRAILERS : Part.DATA;
    }

    private void requireExtension(int digits) throws HttpStatusException {
        int at = digits;
        while (at < line.length() && (line.at(at) == ' ' || line.at(at) == '\t')) {
            at++;
        }
        boolean bareSize = digits > 0 && digits == line.length();
        if (!bareSize && (digits == 0 || at == line.length() || line.at(at) != ';')) {
            throw new HttpStatusException(
                    400,
                    "The size line of a chunk is \"" + line.text(0, Math.min(40, line.length()))
                            + "\": it must be a hexadecimal number");
        }
    }

    private void copy(ByteBuffer in, ByteBuffer out) {
        int count = (int) Math.min(chunkLeft, Math.min(in.remaining(), out.remaining()));
        int limit = in.limit();
        in.limit(in.position() + count);
        out.put(in);
        in.limit(limit);
        chunkLeft -= count;
        if (chunkLeft == 0) {
            part = Part.END_OF_DATA;
        }
    }

    private void takeTrailers(ByteBuffer in) throws HttpStatusException {
        if (line.take(in, MOST_TRAILER_BYTES - trailerBytes, 431, "trailer")) {
            if (line.length() == 0) {
                part = Part.DONE;
            } else {
                trailerBytes += line.length();
                trailers.add(line);
            }
        }
    }
}
