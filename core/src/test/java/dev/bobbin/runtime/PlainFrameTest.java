package dev.bobbin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What messages call a frame: as its author does, whichever compiler named it. */
class PlainFrameTest {

    @Test
    void aLambdaIsThatOfTheMethodAroundIt() {
        assertThat(name("shop.Orders$Row", "lambda$total$3")).isEqualTo("a lambda in Orders.Row.total()");
        assertThat(name("shop.Orders", "lambda$new$0")).isEqualTo("a lambda in the constructor of Orders");
        assertThat(name("shop.Orders", "lambda$static$0")).isEqualTo("a lambda in the static initialiser of Orders");
    }

    @Test
    void aLambdaInALambdaOfJavac8HasNoMethod() {
        assertThat(name("shop.Orders", "lambda$null$1")).isEqualTo("a lambda in a lambda of Orders");
    }

    private static String name(String type, String method) {
        return PlainFrame.name(new StackTraceElement(type, method, "Orders.java", 7));
    }
}
