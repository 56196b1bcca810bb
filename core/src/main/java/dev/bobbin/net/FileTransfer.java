package dev.bobbin.net;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Files over connections that must have the bytes in memory, to encrypt them for example. */
final class FileTransfer {

    /** As much as fits into one record of TLS. */
    private static final int MOST_AT_ONCE = 1 << 14;

    private FileTransfer() {}

    @Suspendable
    static long send(Connection to, FileChannel file, long position, long count) throws IOException {
        requireRange(file, position, count);
        ByteBuffer buffer = bufferFor(count);
        long sent = 0;
        while (sent < count) {
            if (!fill(buffer, file, position + sent, count - sent)) {
                break;
            }
            sent += buffer.remaining();
            to.write(buffer);
        }
        return sent;
    }

    @Suspendable
    static long receive(Connection from, FileChannel file, long position, long count) throws IOException {
        requireRange(file, position, count);
        ByteBuffer buffer = bufferFor(count);
        long received = 0;
        while (received < count) {
            limit(buffer, count - received);
            int length = from.read(buffer);
            if (length < 0) {
                break;
            }
            buffer.flip();
            store(buffer, file, position + received);
            received += length;
        }
        return received;
    }

    static void requireRange(FileChannel file, long position, long count) {
        Objects.requireNonNull(file, "file");
        if (position < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "A part of a file has a position and a length of 0 or more, not " + position + " and " + count);
        }
    }

    private static ByteBuffer bufferFor(long count) {
        return ByteBuffer.allocate((int) Math.min(count, MOST_AT_ONCE));
    }

    /** Reads a part, on this thread: files cannot tell that they are ready. False at the file's end. */
    private static boolean fill(ByteBuffer buffer, FileChannel file, long position, long most) throws IOException {
        limit(buffer, most);
        int length = file.read(buffer, position);
        buffer.flip();
        return length >= 0;
    }

    private static void store(ByteBuffer buffer, FileChannel file, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            at += file.write(buffer, at);
        }
    }

    private static void limit(ByteBuffer buffer, long most) {
        buffer.clear();
        buffer.limit((int) Math.min(most, buffer.capacity()));
    }
}
