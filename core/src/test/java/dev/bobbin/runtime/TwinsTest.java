package dev.bobbin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is said when classes do not fit together. */
class TwinsTest {

    @Test
    void anErrorIsExplainedOnceHoweverManyStacksItLeaves() {
        NoSuchMethodError fromTheJvm =
                new NoSuchMethodError("'void shop.Orders.total-co(dev.bobbin.runtime.FrameStack)'");
        Throwable explained = Twins.explain(fromTheJvm);
        assertThat(explained)
                .isInstanceOf(NoSuchMethodError.class)
                .hasMessageContaining("is not suspendable there, or not any more ('void shop.Orders.total-co(")
                .hasCause(fromTheJvm);
        assertThat(Twins.explain((IncompatibleClassChangeError) explained)).isSameAs(explained);
    }
}
