package dev.bobbin.net;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The JDK's Unix sockets, which are there from Java 16 on: reached by their names, as this is compiled for Java 8. */
final class UnixSockets {

    private static final Method ADDRESS_OF = addressOf();

    private UnixSockets() {}

    private static Method addressOf() {
        try {
            return Class.forName("java.net.UnixDomainSocketAddress").getMethod("of", Path.class);
        } catch (ReflectiveOperationException e) {
            return null; // before Java 16
        }
    }

    static boolean areThere() {
        return ADDRESS_OF != null;
    }

    static SocketAddress address(Path path) throws IOException {
        requireThere();
        return (SocketAddress) invoke(ADDRESS_OF, path);
    }

    static SocketChannel open() throws IOException {
        requireThere();
        return (SocketChannel) invoke(method(SocketChannel.class), family());
    }

    static ServerSocketChannel openServer() throws IOException {
        requireThere();
        return (ServerSocketChannel) invoke(method(ServerSocketChannel.class), family());
    }

    private static void requireThere() {
        if (!areThere()) {
            throw new UnsupportedOperationException("Unix sockets need Java 16 or newer, and this is Java "
                    + System.getProperty("java.version")
                    + ". Use TCP on the loopback address, TcpServer.bindLocal(), or run the program on a newer JVM.");
        }
    }

    private static ProtocolFamily family() {
        return StandardProtocolFamily.valueOf("UNIX");
    }

    private static Method method(Class<?> channel) {
        try {
            return channel.getMethod("open", ProtocolFamily.class);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(channel + " has no Unix sockets, though their addresses are there", e);
        }
    }

    private static Object invoke(Method method, Object argument) throws IOException {
        try {
            return method.invoke(null, argument);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            if (thrown instanceof IOException) {
                throw (IOException) thrown;
            }
            if (thrown instanceof RuntimeException) {
                throw (RuntimeException) thrown;
            }
            throw new AssertionError(method + " threw what it does not declare", thrown);
        } catch (IllegalAccessException e) {
            throw new AssertionError(method + " is public", e);
        }
    }
}
