package example;

import static dev.bobbin.Coroutines.blocking;
import static dev.bobbin.Coroutines.runBlocking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Suspendable;
import dev.bobbin.runtime.NotSuspendableException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Each bean with advice, whichever way its proxy was made, in and out of coroutines. */
class AdviceTest {
    private static final AnnotationConfigApplicationContext SUBCLASSES =
            new AnnotationConfigApplicationContext(BehindSubclasses.class);
    private static final AnnotationConfigApplicationContext INTERFACES =
            new AnnotationConfigApplicationContext(BehindInterfaces.class);
    private static final WeldContainer WELD = new Weld()
            .disableDiscovery()
            .addBeanClasses(BoundMethods.class, BoundClass.class, Unbound.class, LoggedInterceptor.class)
            .initialize();

    @AfterAll
    static void end() {
        SUBCLASSES.close();
        INTERFACES.close();
        WELD.close();
    }

    static Stream<Stock> advised() {
        return Stream.of(
                (Stock) SUBCLASSES.getBean("markedMethods"),
                (Stock) SUBCLASSES.getBean("markedClass"),
                (Stock) INTERFACES.getBean("markedMethods"),
                (Stock) INTERFACES.getBean("markedClass"),
                WELD.select(BoundMethods.class).get(),
                WELD.select(BoundClass.class).get());
    }

    @ParameterizedTest
    @MethodSource("advised")
    void adviceIsAroundWhatDoesNotComeToWait(Stock stock) {
        Log.taken();
        assertEquals(3, runBlocking(() -> stock.remembered("tea")));
        assertEquals(List.of("begins", "ends"), Log.taken());
    }

    @ParameterizedTest
    @MethodSource("advised")
    void whatComesToWaitIsRefusedByName(Stock stock) {
        Log.taken();
        NotSuspendableException refused =
                assertThrows(NotSuspendableException.class, () -> runBlocking(() -> asked(stock)));
        assertEquals(List.of("begins", "asks", "ends"), Log.taken());
        assertTrue(
                refused.getMessage().matches("AdviceTest\\.java:\\d+: AdviceTest\\.asked\\(\\) comes to \\w+\\.count\\(\\) through a"
                        + " proxy, .*Call it in Coroutines\\.blocking\\(\\), where it may wait, or do what must wait in a method"
                        + " without advice\\."),
                refused.getMessage());
    }

    @Suspendable
    private static int asked(Stock stock) {
        return stock.count("tea");
    }

    /** The cure that the message names; and what happens on any plain thread. */
    @ParameterizedTest
    @MethodSource("advised")
    void adviceIsAroundWhatWaitsInAThreadOfItsOwn(Stock stock) {
        Log.taken();
        assertEquals(3, runBlocking(() -> blocking(() -> stock.count("tea"))));
        assertEquals(3, stock.count("tea"));
        assertEquals(List.of("begins", "asks", "is told", "ends", "begins", "asks", "is told", "ends"), Log.taken());
    }

    @Test
    void beansWithoutAdviceSuspend() {
        assertSuspends((Stock) SUBCLASSES.getBean("unadvised"));
        assertSuspends((Stock) INTERFACES.getBean("unadvised"));
    }

    /** A proxy stands before it, which finds the bean of the scope, and has no advice. */
    @Test
    void beansOfAScopeWithoutInterceptorsSuspend() {
        assertSuspends(WELD.select(Unbound.class).get());
    }

    @Test
    void bothKindsOfSpringsProxiesAreTried() {
        assertTrue(Proxy.isProxyClass(INTERFACES.getBean("markedClass").getClass()));
        assertTrue(SUBCLASSES.getBean("markedClass") instanceof MarkedClass);
    }

    private static void assertSuspends(Stock stock) {
        Log.taken();
        assertEquals(3, runBlocking(() -> stock.count("tea")));
        assertEquals(List.of("asks", "is told"), Log.taken());
    }
}
