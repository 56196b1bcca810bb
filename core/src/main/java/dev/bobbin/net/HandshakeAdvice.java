package dev.bobbin.net;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

/** What to do about a handshake that failed, added to the JDK's own message. */
final class HandshakeAdvice {

    private HandshakeAdvice() {}

    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return ". The certificate's time is over or has not come: have the peer renew it, or set this machine's clock";
            }
            if (cause instanceof CertPathBuilderException) {
                return ". Nobody that is trusted has signed the peer's certificate: if it is right, trust it by Tls.builder().trust()";
            }
        }
        String message = String.valueOf(failure.getMessage());
        if (message.contains("No subject alternative") || message.contains("No name matching")) {
            return ". The peer's certificate is for another host: connect to the name that it was made for";
        }
        if (message.contains("Unrecognized SSL message")
                || message.contains("Unsupported or unrecognized SSL message")) {
            return ". The peer does not speak TLS on this port";
        }
        return "";
    }
}
