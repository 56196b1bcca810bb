package dev.bobbin.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as most tools write them: RFC 7468, of which the JDK reads the certificates by itself. */
final class Pem {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** For stores that never leave the memory of this JVM. */
    private static final char[] NO_PASSWORD = new char[0];

    private Pem() {}

    /** A store that trusts the certificates of a file. */
    static KeyStore trust(Path certificates) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        for (Certificate each : read(certificates)) {
            store.setCertificateEntry("certificate-" + store.size(), each);
        }
        return store;
    }

    /** A store with one key, whose password is {@link #password}. */
    static KeyStore identity(Path certificates, Path key) throws IOException, GeneralSecurityException {
        Certificate[] chain = read(certificates).toArray(new Certificate[0]);
        KeyStore store = emptyStore();
        PrivateKey own = readKey(key, chain[0].getPublicKey().getAlgorithm());
        store.setKeyEntry("own", own, password(), chain);
        return store;
    }

    static char[] password() {
        return NO_PASSWORD;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new GeneralSecurityException(file + " holds no certificate");
            }
            return all;
        }
    }

    private static PrivateKey readKey(Path file, String algorithm) throws IOException, GeneralSecurityException {
        Matcher found = KEY.matcher(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII));
        if (!found.find()) {
            throw new GeneralSecurityException(
                    file + " holds no PRIVATE KEY in PKCS#8 that is not encrypted. Make one by:"
                            + " openssl pkcs8 -topk8 -nodes -in " + file + " -out <new file>");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }
}
