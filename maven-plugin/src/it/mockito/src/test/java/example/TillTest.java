package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import dev.bobbin.Continuation;
import dev.bobbin.SuspendableCallable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;
import org.mockito.InjectMocks;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;

@ExtendWith(MockitoExtension.class)
class TillTest {

    @Mock
    private Prices prices;

    @Mock
    private Stock stock;

    @InjectMocks
    private Till till;

    private int suspensions;

    @Test
    void stubsReachSuspendingCallers() throws Exception {
        when(stock.has(anyString())).thenReturn(true);
        when(prices.price("tea")).thenReturn(5);
        when(prices.price("rum")).thenReturn(7, 8);

        assertEquals(5 + 7 + 8, (int) suspending(() -> till.total("tea", "rum", "rum")));

        ArgumentCaptor<String> asked = ArgumentCaptor.forClass(String.class);
        verify(prices, times(3)).price(asked.capture());
        assertEquals(Arrays.asList("tea", "rum", "rum"), asked.getAllValues());
        verifyNoMoreInteractions(prices);
    }

    @Test
    void stubsReachPlainCallers() {
        when(stock.has("tea")).thenReturn(true);
        when(prices.price("tea")).thenReturn(5);

        assertEquals(5, till.total("tea", "rum"));

        verify(stock).has("rum");
        verify(prices, never()).price("rum");
    }

    @Test
    void callsComeInTheirOrder() throws Exception {
        when(stock.has(anyString())).thenReturn(true);

        suspending(() -> till.total("tea", "rum"));

        InOrder order = inOrder(stock, prices);
        order.verify(stock).has("tea");
        order.verify(prices).price("tea");
        order.verify(stock).has("rum");
        order.verify(prices).price("rum");
    }

    @Test
    void whatAStubThrowsIsThrown() {
        when(stock.has(anyString())).thenReturn(true);
        when(prices.price("tea")).thenThrow(new IllegalStateException("sold out"));

        assertThrows(IllegalStateException.class, () -> suspending(() -> till.total("tea")));
    }

    @Test
    void aSpySuspendsInItsRealMethods() throws Exception {
        when(prices.price("tea")).thenReturn(5);
        Stock real = spy(new Stock());

        assertEquals(10, (int) suspending(() -> new Till(prices, real).total("tea", "tea")));

        assertEquals(2, suspensions);
    }

    /** Mockito's default maker can mock final classes and methods; of {@link Stock}, {@code has} is final. */
    @Test
    void finalClassesAreMocked() throws Exception {
        Clock clock = mock(Clock.class);
        when(clock.hour(1)).thenReturn(13);

        assertEquals(13, (int) suspending(() -> clock.hour(1)));
        assertEquals(13, clock.hour(1));

        verify(clock, times(2)).hour(1);
        assertEquals(0, suspensions);
        assertEquals(1, (int) suspending(() -> new Clock().hour(1)));
        assertEquals(1, suspensions);
    }

    private <T> T suspending(SuspendableCallable<T> body) throws Exception {
        Object[] result = new Object[1];
        Continuation continuation = new Continuation(() -> result[0] = body.call());
        suspensions = -1;
        while (!continuation.isDone()) {
            continuation.run();
            suspensions++;
        }
        @SuppressWarnings("unchecked")
        T value = (T) result[0];
        return value;
    }
}
