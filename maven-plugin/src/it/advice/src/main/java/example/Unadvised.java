package example;

import dev.bobbin.Suspendable;

public class Unadvised extends Counting {
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
