package dev.bobbin.net;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * An authority that signs certificates for tests, written down byte by byte as RFC 5280 has them, since the JDK has no public way to
 * make one.
 */
public final class TestCertificates {

    public static final char[] PASSWORD = "secret".toCharArray();

    private static final byte[] ECDSA_WITH_SHA256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));

    private final String name;
    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;
    private int serial = 1;

    public TestCertificates(String name) throws Exception {
        this.name = name;
        this.certificate = sign(
                name, keys, Instant.now().plusSeconds(86_400), extension(oid(2, 5, 29, 19), sequence(bytes(1, 0xff))));
    }

    /** A store that trusts this authority alone. */
    public KeyStore trust() throws Exception {
        KeyStore store = emptyStore();
        store.setCertificateEntry("authority", certificate);
        return store;
    }

    /** This authority's certificate as tools write it. */
    public String pem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    /** {@code content} as tools write what is of that kind. */
    public static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + kind + "-----\n";
    }

    /** A store with a key for each of the hosts, all signed by this authority, valid until then. */
    public KeyStore identity(Instant notAfter, String... hosts) throws Exception {
        KeyStore store = emptyStore();
        for (String host : hosts) {
            KeyPair own = newKeys();
            X509Certificate signed = sign(host, own, notAfter, extension(oid(2, 5, 29, 17), alternativeName(host)));
            store.setKeyEntry(host, own.getPrivate(), PASSWORD, new Certificate[] {signed, certificate});
        }
        return store;
    }

    public KeyStore identity(String... hosts) throws Exception {
        return identity(Instant.now().plusSeconds(86_400), hosts);
    }

    private static KeyStore emptyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private X509Certificate sign(String subject, KeyPair of, Instant notAfter, byte[] extension) throws Exception {
        byte[] toBeSigned = sequence(
                bytes(0xa0, bytes(2, 2)),
                bytes(2, BigInteger.valueOf(serial++).toByteArray()),
                ECDSA_WITH_SHA256,
                new X500Principal("CN=" + name).getEncoded(),
                sequence(time(notAfter.minusSeconds(2 * 86_400)), time(notAfter)),
                new X500Principal("CN=" + subject).getEncoded(),
                of.getPublic().getEncoded(),
                bytes(0xa3, sequence(extension)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(toBeSigned);
        byte[] signed = sequence(toBeSigned, ECDSA_WITH_SHA256, bytes(3, new byte[1], signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
    }

    private static byte[] alternativeName(String host) throws Exception {
        return Dns.isAddress(host)
                ? sequence(bytes(0x87, InetAddress.getByName(host).getAddress()))
                : sequence(bytes(0x82, host.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] extension(byte[] oid, byte[] value) {
        return sequence(oid, bytes(4, value));
    }

    private static byte[] time(Instant instant) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant);
        return bytes(0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(int... arcs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            List<Integer> digits = new ArrayList<>();
            for (int rest = arcs[i]; rest != 0 || digits.isEmpty(); rest >>>= 7) {
                digits.add(0, rest & 0x7f | (digits.isEmpty() ? 0 : 0x80));
            }
            digits.forEach(out::write);
        }
        return bytes(6, out.toByteArray());
    }

    private static byte[] sequence(byte[]... parts) {
        return bytes(0x30, parts);
    }

    private static byte[] bytes(int tag, int value) {
        return bytes(tag, new byte[] {(byte) value});
    }

    private static byte[] bytes(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length >= 256) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 128) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
