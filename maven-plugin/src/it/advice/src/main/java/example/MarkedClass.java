package example;

import dev.bobbin.Suspendable;
import org.springframework.transaction.annotation.Transactional;

@Transactional
public class MarkedClass extends Counting {
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
