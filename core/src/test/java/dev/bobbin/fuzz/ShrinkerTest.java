package dev.bobbin.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShrinkerTest {

    @Test
    void leavesOutWhateverTheFailureDoesNotNeed() {
        String source = "class A {\nint a;\nvoid m() {\nif (x) {\nbad();\n}\nwhile (y) {\ngood();\n}\n}\n}";
        assertThat(Shrinker.shrink(source, text -> text.contains("bad();") && text.contains("class A")))
                .isEqualTo("class A {\nvoid m() {\nif (x) {\nbad();\n}\n}\n}");
    }
}
