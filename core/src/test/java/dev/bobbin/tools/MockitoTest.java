package dev.bobbin.tools;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockedStatic;
import org.mockito.Mockito;

/** A stub set on a suspendable method is what a suspending caller gets, whichever way the mock was made. */
class MockitoTest {

    private static final String SUBCLASS = "mock-maker-subclass";
    private static final String INLINE = "mock-maker-inline";

    interface Prices {
        @Suspendable
        int price(String name);
    }

    public interface PublicPrices {
        @Suspendable
        int price(String name);
    }

    /** Its twin lies in another interface, which has no fields. */
    public interface Rates {
        Object STANDARD = new Object();

        @Suspendable
        int rate(String name);
    }

    static class Shop {
        @Suspendable
        int price(String name) {
            sleep(1);
            return name.length();
        }

        @Suspendable
        int constant() {
            return 1;
        }
    }

    static class Counter {
        @Suspendable
        final int price(String name) {
            sleep(1);
            return name.length();
        }
    }

    static final class Kiosk {
        @Suspendable
        int price(String name) {
            sleep(1);
            return name.length();
        }
    }

    static class Fixed {
        @Suspendable
        static int price(String name) {
            sleep(1);
            return name.length();
        }
    }

    record Label(String text) {
        @Suspendable
        public String text() {
            sleep(1);
            return text;
        }
    }

    abstract static class AbstractShop {
        @Suspendable
        abstract int price(String name);

        @Suspendable
        int twice(String name) {
            return 2 * price(name);
        }
    }

    /** The inline mock maker takes the twin of a package-private interface for a method of its own: docs/limits says so. */
    @ParameterizedTest
    @ValueSource(strings = SUBCLASS)
    void stubsOfAPackagePrivateInterfaceReachSuspendingCallers(String maker) {
        Prices prices = mock(Prices.class, withSettings().mockMaker(maker));
        when(prices.price("tea")).thenReturn(5);
        assertThat(runBlocking(() -> prices.price("tea"))).isEqualTo(5);
        assertThat(prices.price("tea")).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {SUBCLASS, INLINE})
    void stubsOfAPublicInterfaceReachSuspendingCallers(String maker) {
        PublicPrices prices = mock(PublicPrices.class, withSettings().mockMaker(maker));
        when(prices.price("tea")).thenReturn(5);
        assertThat(runBlocking(() -> prices.price("tea"))).isEqualTo(5);
        assertThat(prices.price("tea")).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {SUBCLASS, INLINE})
    void stubsOfAnInterfaceThatComputesFieldsReachSuspendingCallers(String maker) {
        Rates rates = mock(Rates.class, withSettings().mockMaker(maker));
        when(rates.rate("tea")).thenReturn(5);
        assertThat(runBlocking(() -> rates.rate("tea"))).isEqualTo(5);
        assertThat(rates.rate("tea")).isEqualTo(5);
        Mockito.verify(rates, Mockito.times(2)).rate("tea");
        Mockito.verifyNoMoreInteractions(rates);
    }

    @ParameterizedTest
    @ValueSource(strings = {SUBCLASS, INLINE})
    void stubsOfAClassReachSuspendingCallers(String maker) {
        Shop shop = mock(Shop.class, withSettings().mockMaker(maker));
        when(shop.price("tea")).thenReturn(7);
        when(shop.constant()).thenReturn(8);
        assertThat(runBlocking(() -> shop.price("tea"))).isEqualTo(7);
        assertThat(runBlocking(() -> shop.constant())).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {SUBCLASS, INLINE})
    void stubsOfAnAbstractClassReachSuspendingCallers(String maker) {
        AbstractShop shop = mock(AbstractShop.class, withSettings().mockMaker(maker));
        when(shop.price("tea")).thenReturn(7);
        when(shop.twice("tea")).thenReturn(9);
        assertThat(runBlocking(() -> shop.price("tea"))).isEqualTo(7);
        assertThat(runBlocking(() -> shop.twice("tea"))).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {SUBCLASS, INLINE})
    void aSpyRunsTheRealBodyAndItsStubs(String maker) {
        AbstractShop shop =
                mock(AbstractShop.class, withSettings().mockMaker(maker).defaultAnswer(Mockito.CALLS_REAL_METHODS));
        Mockito.doReturn(4).when(shop).price("tea");
        assertThat(runBlocking(() -> shop.twice("tea"))).isEqualTo(8);
    }

    /** Only the inline maker can mock them. */
    @Test
    void stubsOfWhatIsFinalReachSuspendingCallers() {
        Counter counter = mock(Counter.class, withSettings().mockMaker(INLINE));
        Kiosk kiosk = mock(Kiosk.class, withSettings().mockMaker(INLINE));
        Label label = mock(Label.class, withSettings().mockMaker(INLINE));
        when(counter.price("tea")).thenReturn(7);
        when(kiosk.price("tea")).thenReturn(8);
        when(label.text()).thenReturn("stub");
        assertThat(runBlocking(() -> counter.price("tea"))).isEqualTo(7);
        assertThat(runBlocking(() -> kiosk.price("tea"))).isEqualTo(8);
        assertThat(runBlocking(() -> label.text())).isEqualTo("stub");
        Mockito.verify(kiosk).price("tea");
    }

    @Test
    void realObjectsOfAMockedFinalClassStaySuspendable() {
        mock(Kiosk.class, withSettings().mockMaker(INLINE));
        Counter real = new Counter();
        mock(Counter.class, withSettings().mockMaker(INLINE));
        assertThat(runBlocking(() -> new Kiosk().price("tea") + real.price("rum")))
                .isEqualTo(6);
    }

    @Test
    void theBuildWarnsOfStubsThatSuspendingCallersDoNotGet(@TempDir Path directory) throws IOException {
        String test = """
                import dev.bobbin.Suspendable;
                import org.mockito.MockedStatic;
                import org.mockito.Mockito;
                class TillTest {
                    static class Prices { @Suspendable static int price(String name) { return 1; } }
                    static class Plain { static int price(String name) { return 1; } }
                    void discounts() {
                        try (MockedStatic<Prices> prices = Mockito.mockStatic(Prices.class)) { prices.when(() -> Prices.price("tea")).thenReturn(7); }
                        Mockito.mockStatic(Plain.class).close();
                    }
                    @dev.bobbin.SuppressSuspensionWarnings("static-mock")
                    void plainCallersAlone() { Mockito.mockStatic(Prices.class, Mockito.CALLS_REAL_METHODS).close(); }
                }
                """;
        Path mockito = Path.of(URI.create(Mockito.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        Path classes = Programs.classes(Map.of("TillTest", test), directory, mockito);
        assertThat(Instrumenter.with(Programs.options(mockito))
                        .instrument(classes)
                        .diagnostics())
                .extracting(Object::toString)
                .containsExactly(
                        "TillTest.java:8: warning: discounts() mocks the static methods of TillTest.Prices, of which"
                                + " price() is suspendable. Its stubs are for callers that cannot suspend; those that can get the default"
                                + " answer, 0 or null. Put it behind an interface or an object, and mock that. [static-mock]");
    }

    /** What docs/limits says: nothing tells a twin that its class is mocked in this thread. */
    @Test
    @SuppressSuspensionWarnings("static-mock")
    void aStubOfAStaticMethodReachesPlainCallersOnly() {
        try (MockedStatic<Fixed> fixed = Mockito.mockStatic(Fixed.class)) {
            fixed.when(() -> Fixed.price("tea")).thenReturn(7);
            assertThat(Fixed.price("tea")).isEqualTo(7);
            assertThat(runBlocking(() -> Fixed.price("tea"))).isZero();
        }
        assertThat(runBlocking(() -> Fixed.price("tea"))).isEqualTo(3);
    }
}
