package example;

import dev.bobbin.Suspendable;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class BoundMethods extends Counting {
    @Logged
    @Suspendable
    @Override
    public int count(String item) {
        return counted(item);
    }

    @Logged
    @Suspendable
    @Override
    public int remembered(String item) {
        return rememberedOrCounted(item);
    }
}
