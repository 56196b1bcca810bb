package dev.bobbin.net;

import dev.bobbin.Suspendable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Looks up the addresses of hosts. The JDK's look-up blocks, so it is done on up to eight threads that are there for that alone; a
 * coroutine suspends, and a plain thread blocks, until there is an answer or the look-up is cancelled. What the JDK knows to be
 * cached or in the hosts file is found as always.
 *
 * <pre>{@code
 * InetAddress address = withTimeout(Duration.ofSeconds(2), () -> Dns.lookUp("example.org"));
 * }</pre>
 */
public final class Dns {

    private static final OffLoop THREADS = new OffLoop("bobbin-dns", 8);

    private static final Pattern V4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    private Dns() {}

    /**
     * The address that the resolver names first.
     *
     * @param host a name or an address; addresses are not looked up
     * @return its address
     * @throws UnknownHostException if it is not known; the message names it
     */
    @Suspendable
    public static InetAddress lookUp(String host) throws UnknownHostException {
        return lookUpAll(host).get(0);
    }

    /**
     * All addresses of a host.
     *
     * @param host a name or an address; addresses are not looked up
     * @return one or more, in the resolver's order; unmodifiable
     * @throws UnknownHostException if it is not known; the message names it
     */
    @Suspendable
    public static List<InetAddress> lookUpAll(String host) throws UnknownHostException {
        if (isAddress(Objects.requireNonNull(host, "host"))) {
            return Collections.singletonList(written(host));
        }
        return THREADS.call(() -> Collections.unmodifiableList(Arrays.asList(InetAddress.getAllByName(host))));
    }

    /**
     * The name of an address.
     *
     * @param address whose name
     * @return its name, or the address as text if it has none
     */
    @Suspendable
    public static String nameOf(InetAddress address) {
        return THREADS.call(Objects.requireNonNull(address, "address")::getCanonicalHostName);
    }

    /** The JDK asks nobody for what is written as an address, so this does not block. */
    private static InetAddress written(String address) throws UnknownHostException {
        return InetAddress.getByName(address);
    }

    /** Whether it is written as an address, so that the JDK need not ask anybody. */
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || V4.matcher(host).matches();
    }
}
