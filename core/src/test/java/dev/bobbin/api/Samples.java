package dev.bobbin.api;

import dev.bobbin.Broadcast;
import dev.bobbin.Channel;
import dev.bobbin.Continuation;
import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineLocal;
import dev.bobbin.CoroutineScope;
import dev.bobbin.Coroutines;
import dev.bobbin.Dispatcher;
import dev.bobbin.EventLoop;
import dev.bobbin.Generator;
import dev.bobbin.Greenlet;
import dev.bobbin.Select;
import dev.bobbin.Simulation;
import dev.bobbin.WakeUp;
import dev.bobbin.net.ServerOptions;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import dev.bobbin.net.TestCertificates;
import dev.bobbin.net.Tls;
import dev.bobbin.net.TlsSocket;
import dev.bobbin.net.UdpSocket;
import dev.bobbin.net.UnixServer;
import dev.bobbin.net.UnixSocket;
import dev.bobbin.net.http.Http;
import dev.bobbin.net.http.HttpHeaders;
import dev.bobbin.net.http.HttpRequest;
import dev.bobbin.net.http.HttpResponse;
import dev.bobbin.net.http.HttpServer;
import dev.bobbin.runtime.Wait;
import dev.bobbin.stream.SuspendableStream;
import dev.bobbin.sync.AsyncResult;
import dev.bobbin.sync.Barrier;
import dev.bobbin.sync.Event;
import dev.bobbin.sync.Group;
import dev.bobbin.sync.Latch;
import dev.bobbin.sync.Mutex;
import dev.bobbin.sync.Pool;
import dev.bobbin.sync.ReadWriteLock;
import dev.bobbin.sync.Semaphore;
import dev.bobbin.sync.WorkQueue;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** A harmless value of each type that occurs in the API, made anew for each use and closed at the end. */
final class Samples implements AutoCloseable {

    private final List<AutoCloseable> open = new ArrayList<>();

    /** One that the parameter takes, as its name has it. */
    Object of(Parameter parameter) throws Exception {
        switch (parameter.getName()) {
            case "host":
                return "localhost";
            case "url":
                return "http://localhost/";
            case "pattern":
                return "/";
            case "group":
                return InetAddress.getByName("224.0.0.1");
            case "lineBytes":
            case "headerBytes":
                return 4096;
            case "headers":
                return 16;
            case "status":
                return 404;
            default:
                return of(parameter.getType());
        }
    }

    Object of(Class<?> type) throws Exception {
        Object known = known(type);
        if (known != null) {
            return known;
        }
        if (type.isArray()) {
            return Array.newInstance(
                    type.getComponentType(), type.getComponentType().isPrimitive() ? 1 : 0);
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(
                    Samples.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.getName().equals("hashCode")
                                    ? (Object) 1
                                    : method.getName().equals("equals") ? false : "a sample";
                        }
                        return method.getReturnType() == boolean.class ? (Object) true : null;
                    });
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        try {
            return type.getConstructor().newInstance();
        } catch (NoSuchMethodException | InstantiationException e) {
            throw new AssertionError("There is no sample of " + type + ": add one in Samples", e);
        }
    }

    private Object known(Class<?> type) throws Exception {
        switch (type.getName()) {
            case "int":
                return 1;
            case "long":
                return 1L;
            case "boolean":
                return false;
            case "double":
                return 1.0;
            case "java.lang.Object":
            case "java.lang.String":
                return "sample";
            case "java.lang.Throwable":
            case "java.lang.Exception":
                return new IllegalStateException("sample");
            case "java.time.Duration":
                return Duration.ofMillis(1);
            case "java.util.Collection":
            case "java.util.List":
            case "java.lang.Iterable":
                return new ArrayList<>();
            case "java.util.Comparator":
                return Comparator.naturalOrder();
            case "java.util.concurrent.CompletionStage":
                return CompletableFuture.completedFuture("sample");
            case "java.util.stream.Stream":
                return Stream.of(1);
            case "java.nio.ByteBuffer":
                return ByteBuffer.allocate(1);
            case "java.net.InetSocketAddress":
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            case "java.nio.channels.SelectableChannel":
                return closed(SocketChannel.open());
            case "java.nio.file.Path":
                return file();
            case "java.nio.channels.FileChannel":
                return closed(FileChannel.open(file()));
            case "java.nio.charset.Charset":
                return StandardCharsets.UTF_8;
            case "java.net.InetAddress":
                return InetAddress.getLoopbackAddress();
            case "java.net.NetworkInterface":
                return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
            case "java.net.ProtocolFamily":
                return StandardProtocolFamily.INET;
            case "java.net.SocketOption":
                return StandardSocketOptions.SO_SNDBUF;
            case "java.security.KeyStore":
                return authority().trust();
            case "javax.net.ssl.SSLContext":
                return SSLContext.getDefault();
            case "java.util.concurrent.Executor":
            case "dev.bobbin.Dispatcher":
                return type == Dispatcher.class ? EventLoop.shared() : (java.util.concurrent.Executor) Runnable::run;
            default:
                return ours(type);
        }
    }

    private Object ours(Class<?> type) throws Exception {
        switch (type.getName().replace("dev.bobbin.", "")) {
            case "Broadcast":
                return new Broadcast<>();
            case "Channel":
                return Channel.unlimited();
            case "Completions":
                return Coroutines.iwait(List.of(Coroutines.spawn(() -> {})));
            case "Continuation":
                return new Continuation(() -> {});
            case "Coroutine":
                return Coroutines.spawn(() -> {});
            case "CoroutineLocal":
                return CoroutineLocal.create();
            case "CoroutineScope":
                return closed(CoroutineScope.open());
            case "EventLoop":
                EventLoop loop = EventLoop.start("sample");
                open.add(loop::stop);
                return loop;
            case "Generator":
                return closed(Generator.of(y -> {}));
            case "Generator$OfInt":
                return closed(Generator.OfInt.of(y -> {}));
            case "Generator$OfLong":
                return closed(Generator.OfLong.of(y -> {}));
            case "Generator$OfDouble":
                return closed(Generator.OfDouble.of(y -> {}));
            case "Greenlet":
                return Greenlet.of(() -> {});
            case "Outcome":
                Coroutine<Void> ended = Coroutines.spawn(() -> {});
                ended.join();
                return ended.outcome().get();
            case "Select":
                return Select.fair();
            case "Simulation":
                return Simulation.inOrder();
            case "WakeUp":
                return wakeUp();
            case "net.TcpServer":
                return closed(TcpServer.bindLocal(0));
            case "net.Connection":
            case "net.StreamSocket":
            case "net.TcpSocket":
                TcpServer server = (TcpServer) closed(TcpServer.bindLocal(0));
                return closed(TcpSocket.connect("localhost", server.port()));
            case "net.ByteReader":
                return ((TcpSocket) of(TcpSocket.class)).reader(StandardCharsets.UTF_8);
            case "net.ByteWriter":
                return ((TcpSocket) of(TcpSocket.class)).writer(StandardCharsets.UTF_8);
            case "net.ConnectionInputStream":
                return ((TcpSocket) of(TcpSocket.class)).inputStream();
            case "net.ConnectionOutputStream":
                return ((TcpSocket) of(TcpSocket.class)).outputStream();
            case "net.ServerOptions":
                return ServerOptions.defaults();
            case "net.StreamServer":
                return of(TcpServer.class);
            case "net.Tls":
                return Tls.client();
            case "net.Tls$Builder":
                return Tls.builder();
            case "net.TlsSocket":
                return tlsSocket();
            case "net.UdpSocket":
                return closed(UdpSocket.bindLocal(0));
            case "net.UnixServer":
                return unixServer(folder());
            case "net.UnixSocket":
                Path path = folder();
                unixServer(path);
                return closed(UnixSocket.connect(path.resolve("s")));
            case "net.http.BodySink":
            case "net.http.HttpRequest":
                return ofExchange(type);
            case "net.http.HttpBody":
                return ((HttpRequest) ofExchange(HttpRequest.class)).body();
            case "net.http.HttpCall":
                return Http.request("GET", "http://localhost/");
            case "net.http.HttpHeaders":
                return HttpHeaders.empty();
            case "net.http.HttpResponse":
                return HttpResponse.ok();
            case "net.http.HttpServer":
                return closed(HttpServer.builder().localPort(0).start(request -> HttpResponse.ok()));
            case "net.http.HttpServer$Builder":
                return HttpServer.builder().localPort(0);
            case "runtime.Wait":
                return new Wait();
            case "stream.SuspendableStream":
                return SuspendableStream.of(1, 2);
            case "sync.AsyncResult":
                return new AsyncResult<>();
            case "sync.Barrier":
                return new Barrier(1);
            case "sync.Condition":
                return new Mutex().newCondition();
            case "sync.Event":
                return new Event();
            case "sync.Group":
                return new Group();
            case "sync.Latch":
                return new Latch(1);
            case "sync.Mutex":
                return new Mutex();
            case "sync.Pool":
                return closed(new Pool(1));
            case "sync.PoolValues":
                return closed(((Pool) closed(new Pool(1))).imap(new ArrayList<>(), each -> each));
            case "sync.ReadWriteLock":
                return new ReadWriteLock();
            case "sync.Semaphore":
                return new Semaphore(1);
            case "sync.WorkQueue":
                return WorkQueue.fifo();
            default:
                return null;
        }
    }

    private static Object wakeUp() {
        List<WakeUp<Object>> kept = new ArrayList<>();
        Coroutines.suspend((WakeUp<Object> wakeUp) -> {
            kept.add(wakeUp);
            wakeUp.success(null);
        });
        return kept.get(0);
    }

    private Path folder() throws IOException {
        Path folder = Files.createTempDirectory("s");
        open.add(() -> Files.delete(folder));
        return folder;
    }

    private Path file() throws IOException {
        Path file = Files.createTempFile("sample", "");
        open.add(() -> Files.deleteIfExists(file));
        return file;
    }

    private Object unixServer(Path folder) throws IOException {
        return closed(UnixServer.bind(folder.resolve("s"), ServerOptions.defaults()));
    }

    /** A request as a handler gets it, or the sink of its response, after their time. */
    private Object ofExchange(Class<?> type) throws Exception {
        AsyncResult<Object> request = new AsyncResult<>();
        AsyncResult<Object> sink = new AsyncResult<>();
        HttpServer server = HttpServer.builder().localPort(0).start(asked -> {
            request.set(asked);
            return HttpResponse.ok().stream("text/plain", sink::set);
        });
        open.add(server);
        Http.get("http://localhost:" + server.port());
        return type == HttpRequest.class ? request.get() : sink.get();
    }

    private Object tlsSocket() throws Exception {
        TcpServer server = (TcpServer) closed(TcpServer.bindLocal(0));
        Tls both = Tls.builder()
                .trust(authority().trust())
                .identity(authority().identity("localhost"), TestCertificates.PASSWORD)
                .handshakeTimeout(Duration.ofSeconds(20))
                .build();
        Coroutine<TlsSocket> accepting = Coroutines.spawn(() -> both.accept(server.accept()));
        Object client = closed(both.connect("localhost", server.port()));
        closed(accepting.get());
        return client;
    }

    private static TestCertificates authority() {
        return Authority.ONE;
    }

    private static final class Authority {
        static final TestCertificates ONE = make();

        private static TestCertificates make() {
            try {
                return new TestCertificates("authority of samples");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private <T extends AutoCloseable> Object closed(T sample) {
        open.add(sample);
        return sample;
    }

    /** Runs {@code work} where it can do no harm if it waits for ever: in a daemon thread, for a time. */
    static <T> T within(Duration limit, Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (Throwable thrown) {
                        result.completeExceptionally(thrown);
                    }
                },
                "samples");
        thread.setDaemon(true);
        thread.start();
        return result.get(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception e) {
                throw new AssertionError("a sample cannot be closed: " + open.get(i), e);
            }
        }
    }
}
