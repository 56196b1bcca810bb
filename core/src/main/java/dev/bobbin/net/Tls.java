package dev.bobbin.net;

import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableConsumer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * How connections are encrypted: whom to trust, and who one is. It does not change, and is for any number of connections on any threads; those made
 * by the same one reuse sessions with a host, which saves most of the handshake. It encrypts with the JDK's own TLS.
 *
 * <p>Certificates are checked, and clients check that the certificate is the host's. TLS 1.3 and 1.2 are spoken, unless others are
 * asked for. The long computations of a handshake are done on threads of their own, not on the loop.
 *
 * <pre>{@code
 * try (TlsSocket socket = Tls.client().connect("example.org", 443)) {
 *     socket.write(request);
 * }
 *
 * Tls tls = Tls.builder().identity(keyStore, password).build();
 * TcpServer.bind(8443).serve(tls.accepting(socket -> answer(socket)));
 * }</pre>
 */
public final class Tls {

    private static final Tls CLIENT = new Tls(Optional.empty(), new Builder());

    private final Builder options;
    private SSLContext context; // null until it is first needed, if nothing can go wrong then; guarded by this

    private Tls(Optional<SSLContext> context, Builder options) {
        this.context = context.orElse(null);
        this.options = options;
    }

    /** Making one may read the JDK's certificates, which takes long. */
    private synchronized SSLContext context() {
        if (context == null) {
            context = options.makeContext();
        }
        return context;
    }

    /**
     * For clients of public servers: trusts whom the JDK trusts.
     *
     * @return always the same
     */
    public static Tls client() {
        return CLIENT;
    }

    /**
     * For everything else.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Connects over TCP, however long the operating system tries, and does the handshake.
     *
     * @param host whose certificate is expected
     * @param port 1 to 65535
     * @return the encrypted connection
     * @throws IOException if it cannot be made; an SSLHandshakeException that tells what to do if the peer is not trusted or not
     *     {@code host}; a SocketTimeoutException if the handshake took too long
     */
    @Suspendable
    public TlsSocket connect(String host, int port) throws IOException {
        return connect(host, port, Duration.ZERO);
    }

    /**
     * As {@link #connect(String, int)}, with a time for connecting; the handshake has its own.
     *
     * @param host whose certificate is expected
     * @param port 1 to 65535
     * @param timeout how long to try to connect; zero: as long as the operating system does
     * @return the encrypted connection
     * @throws IOException if it cannot be made
     */
    @Suspendable
    public TlsSocket connect(String host, int port, Duration timeout) throws IOException {
        return over(TcpSocket.connect(host, port, timeout), host, port);
    }

    /**
     * Does the handshake of a client over a connection that is there: through a proxy, or after STARTTLS. A reader that was used
     * before must not have read ahead. Over a connection of one's own making, {@code close()} cannot say goodbye without waiting: call
     * {@link TlsSocket#shutdownOutput} before it.
     *
     * @param transport what to go over; it is closed with the encrypted one, and if the handshake fails
     * @param host whose certificate is expected
     * @param port with the host, by what sessions are remembered
     * @return the encrypted connection
     * @throws IOException if the handshake fails
     */
    @Suspendable
    public TlsSocket over(Connection transport, String host, int port) throws IOException {
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(host, "host");
        TcpSocket.requirePort(host, port);
        return shakeHands(transport, () -> clientEngine(withoutDot(host), port));
    }

    /**
     * Does the handshake of a server over a connection that was accepted.
     *
     * @param transport what to go over; it is closed with the encrypted one, and if the handshake fails
     * @return the encrypted connection
     * @throws IOException if the handshake fails
     * @throws IllegalStateException if there is no certificate to show
     */
    @Suspendable
    public TlsSocket accept(Connection transport) throws IOException {
        Objects.requireNonNull(transport, "transport");
        requireIdentity();
        return shakeHands(transport, () -> serverEngine());
    }

    /** Makes an engine, which loads much the first time, and agrees with the peer; or closes the connection. */
    @Suspendable
    private TlsSocket shakeHands(Connection transport, Callable<SSLEngine> engine) throws IOException {
        boolean done = false;
        try {
            TlsSocket socket = new TlsSocket(transport, TlsSocket.TASKS.call(engine));
            socket.handshake(options.handshakeTimeout);
            done = true;
            return socket;
        } finally {
            if (!done) {
                transport.close();
            }
        }
    }

    /**
     * A handler for {@link StreamServer#serve} that encrypts each connection. A connection whose handshake fails is a failure of its
     * handler, and of no other.
     *
     * @param handler what to do with the encrypted connection
     * @return what does the handshake, calls {@code handler}, and closes the connection
     * @throws IllegalStateException if there is no certificate to show
     */
    public SuspendableConsumer<Connection> accepting(SuspendableConsumer<? super TlsSocket> handler) {
        Objects.requireNonNull(handler, "handler");
        requireIdentity();
        return transport -> {
            try (TlsSocket socket = accept(transport)) {
                handler.accept(socket);
            }
        };
    }

    private void requireIdentity() {
        if (!options.hasIdentity()) {
            throw new IllegalStateException(
                    "A server shows a certificate, and this Tls has none. Give it one by Tls.builder().identity()");
        }
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private SSLEngine clientEngine(String host, int port) {
        SSLEngine engine = context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = commonParameters(engine);
        if (options.checksHostName) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (!Dns.isAddress(host)) {
            tellHostName(parameters, host);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static void tellHostName(SSLParameters parameters, String host) {
        try {
            parameters.setServerNames(Collections.singletonList(new SNIHostName(host)));
        } catch (IllegalArgumentException e) {
            // not a name that a certificate could have; the server shows what it shows to all
        }
    }

    private SSLEngine serverEngine() {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = commonParameters(engine);
        parameters.setUseCipherSuitesOrder(true);
        if (options.needsClientCertificate) {
            parameters.setNeedClientAuth(true);
        } else if (options.wantsClientCertificate) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLParameters commonParameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        List<String> supported = Arrays.asList(engine.getSupportedProtocols());
        List<String> protocols = new ArrayList<>(options.protocols);
        if (!options.protocolsGiven) {
            protocols.retainAll(supported); // older JDKs have no TLS 1.3
        }
        parameters.setProtocols(protocols.toArray(new String[0]));
        if (!options.cipherSuites.isEmpty()) {
            parameters.setCipherSuites(options.cipherSuites.toArray(new String[0]));
        }
        if (!options.applicationProtocols.isEmpty()) {
            offerProtocols(parameters);
        }
        return parameters;
    }

    private void offerProtocols(SSLParameters parameters) {
        try {
            parameters.setApplicationProtocols(options.applicationProtocols.toArray(new String[0]));
        } catch (NoSuchMethodError e) {
            throw new UnsupportedOperationException("ALPN needs Java 8u252 or newer, and this is Java "
                    + System.getProperty("java.version") + ". Leave applicationProtocols() out, or use a newer JVM.");
        }
    }

    /** Collects what a {@link Tls} is made of. Used by one thread. */
    public static final class Builder implements Cloneable {

        private SSLContext context; // null: made of the following
        private KeyManager[] identity; // null: none
        private TrustManager[] trusted; // null: whom the JDK trusts
        private List<String> protocols = Arrays.asList("TLSv1.3", "TLSv1.2");
        private boolean protocolsGiven;
        private List<String> cipherSuites = Collections.emptyList();
        private List<String> applicationProtocols = Collections.emptyList();
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private boolean checksHostName = true;
        private boolean needsClientCertificate;
        private boolean wantsClientCertificate;

        private Builder() {}

        /**
         * Uses a context that was made elsewhere, instead of {@link #identity} and {@link #trust}.
         *
         * @param made the context, initialized
         * @return this
         */
        public Builder context(SSLContext made) {
            context = Objects.requireNonNull(made, "made");
            return this;
        }

        /**
         * Who one is: what a server shows to all, and a client to servers that ask. With several keys, a server shows the one for the
         * host name that the client asks for.
         *
         * @param keys a store with private keys and their certificates
         * @param password of the keys
         * @return this
         * @throws GeneralSecurityException if a key cannot be had with that password
         */
        public Builder identity(KeyStore keys, char[] password) throws GeneralSecurityException {
            Objects.requireNonNull(keys, "keys");
            Objects.requireNonNull(password, "password");
            KeyManagerFactory factory = keyManagers();
            factory.init(keys, password);
            identity = factory.getKeyManagers();
            return this;
        }

        /**
         * As {@link #identity(KeyStore, char[])}, from two files as most tools write them.
         *
         * @param certificates PEM: one's own certificate first, then those of who has signed it
         * @param key PEM: the private key in PKCS#8, not encrypted
         * @return this
         * @throws IOException if a file cannot be read
         * @throws GeneralSecurityException if a file holds something else
         */
        public Builder identity(Path certificates, Path key) throws IOException, GeneralSecurityException {
            Objects.requireNonNull(certificates, "certificates");
            Objects.requireNonNull(key, "key");
            return identity(Pem.identity(certificates, key), Pem.password());
        }

        /** The JDK's factory whose managers choose by the name that the client asks for, where it is there. */
        private static KeyManagerFactory keyManagers() throws NoSuchAlgorithmException {
            try {
                return KeyManagerFactory.getInstance("NewSunX509");
            } catch (NoSuchAlgorithmException e) {
                return KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            }
        }

        /**
         * Whom to trust, instead of those whom the JDK trusts.
         *
         * @param certificates a store with the certificates of authorities, or of the peers themselves
         * @return this
         * @throws GeneralSecurityException if the store cannot be used
         */
        public Builder trust(KeyStore certificates) throws GeneralSecurityException {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(Objects.requireNonNull(certificates, "certificates"));
            trusted = factory.getTrustManagers();
            return this;
        }

        /**
         * As {@link #trust(KeyStore)}, for a file of certificates as most tools write them.
         *
         * @param pem the file: PEM, one certificate or more
         * @return this
         * @throws IOException if it cannot be read
         * @throws GeneralSecurityException if it holds no certificate, or something else
         */
        public Builder trust(Path pem) throws IOException, GeneralSecurityException {
            return trust(Pem.trust(Objects.requireNonNull(pem, "pem")));
        }

        /**
         * Which versions to speak, instead of TLS 1.3 and 1.2.
         *
         * @param names the JDK's names, such as {@code "TLSv1.3"}
         * @return this
         */
        public Builder protocols(String... names) {
            protocols = copy(names);
            protocolsGiven = true;
            return this;
        }

        /**
         * Which ciphers to use, instead of the JDK's choice.
         *
         * @param names the JDK's names, the best first
         * @return this
         */
        public Builder cipherSuites(String... names) {
            cipherSuites = copy(names);
            return this;
        }

        /**
         * Which protocols to offer by ALPN; see {@link TlsSocket#applicationProtocol}. Where nothing is in common, the handshake fails.
         *
         * @param names such as {@code "h2"} and {@code "http/1.1"}, the best first
         * @return this
         */
        public Builder applicationProtocols(String... names) {
            applicationProtocols = copy(names);
            return this;
        }

        private static List<String> copy(String[] names) {
            return Arrays.asList(Objects.requireNonNull(names, "names").clone());
        }

        /**
         * How long a handshake may take, instead of 10 seconds.
         *
         * @param limit at most so long; zero: for ever
         * @return this
         */
        public Builder handshakeTimeout(Duration limit) {
            Timeouts.nanos(limit, "limit");
            handshakeTimeout = limit;
            return this;
        }

        /**
         * Servers: only clients with a certificate that is trusted are let in.
         *
         * @return this
         */
        public Builder requireClientCertificate() {
            needsClientCertificate = true;
            return this;
        }

        /**
         * Servers: clients are asked for a certificate, and let in without one.
         *
         * @return this
         */
        public Builder askForClientCertificate() {
            wantsClientCertificate = true;
            return this;
        }

        /**
         * Clients: any host is taken whose certificate is trusted. That is right only where those who are trusted sign for nobody
         * else; with the JDK's it lets everybody with a certificate stand in for the host.
         *
         * @return this
         */
        public Builder withoutHostNameCheck() {
            checksHostName = false;
            return this;
        }

        private boolean hasIdentity() {
            return context != null || identity != null;
        }

        private SSLContext makeContext() {
            if (context != null) {
                return context;
            }
            try {
                SSLContext made = SSLContext.getInstance("TLS");
                made.init(identity, trusted, null);
                return made;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This JVM cannot do TLS: " + e.getMessage(), e);
            }
        }

        /**
         * Makes it.
         *
         * @return one that later changes of this builder do not change
         */
        public Tls build() {
            try {
                return new Tls(Optional.of(makeContext()), (Builder) clone());
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
