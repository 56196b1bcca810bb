package dev.bobbin.adapt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.CharArrayReader;
import java.io.CharArrayWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Knows streams that have nothing to wait for. Subclasses are not among them: they may do anything. */
final class InMemory {

    private static final Set<Class<?>> CLASSES = new HashSet<>(Arrays.asList(
            ByteArrayInputStream.class,
            ByteArrayOutputStream.class,
            CharArrayReader.class,
            CharArrayWriter.class,
            StringReader.class,
            StringWriter.class));

    private InMemory() {}

    static boolean is(Object stream) {
        return CLASSES.contains(stream.getClass());
    }
}
