package example;

import dev.bobbin.Suspendable;
import org.springframework.transaction.annotation.Transactional;

public class MarkedMethods extends Counting {
    @Transactional
    @Suspendable
    @Override
    public int count(String item) {
        return counted(item);
    }

    @Transactional
    @Suspendable
    @Override
    public int remembered(String item) {
        return rememberedOrCounted(item);
    }
}
