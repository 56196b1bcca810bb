package dev.bobbin.instrument.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the report calls a method: as its author does, whichever compiler named it. */
class NamesTest {

    @Test
    void aLambdaIsThatOfTheMethodAroundIt() {
        assertThat(Names.ofLambda("total")).isEqualTo("lambda in total()");
        assertThat(Names.ofLambda("new")).isEqualTo("lambda in a constructor");
    }

    @Test
    void aLambdaInALambdaOfJavac8HasNoMethod() {
        assertThat(Names.ofLambda("null")).isEqualTo("lambda in a lambda");
    }
}
