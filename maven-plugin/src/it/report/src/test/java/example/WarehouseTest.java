package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarehouseTest {

    @Test
    void countsShelfByShelf() {
        List<String> seen = new ArrayList<>();
        for (String line : new Warehouse(Arrays.asList("tea", "rice")).walk()) {
            seen.add(line);
        }
        assertEquals(Arrays.asList("tea after 0", "rice after 3"), seen);
    }

    @Test
    void aGeneratorOfItsOwn() {
        Generator<Integer> one = Generator.of(out -> out.yield(1));
        assertEquals(1, one.iterator().next());
    }
}
