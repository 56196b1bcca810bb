package dev.bobbin.tools;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import dev.bobbin.Suspendable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
}
