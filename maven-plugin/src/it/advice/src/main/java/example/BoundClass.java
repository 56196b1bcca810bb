package example;

import dev.bobbin.Suspendable;
import jakarta.enterprise.context.Dependent;

@Dependent
@Logged
public class BoundClass extends Counting {
    @Suspendable
    @Override
    public int count(String item) {
        return counted(item);
    }

    @Suspendable
    @Override
    public int remembered(String item) {
        return rememberedOrCounted(item);
    }
}
