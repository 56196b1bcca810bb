package example;

import dev.bobbin.Suspendable;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class Unbound extends Counting {
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
