package example;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

@Interceptor
@Logged
@Priority(1)
public class LoggedInterceptor {
    @AroundInvoke
    public Object around(InvocationContext call) throws Exception {
        Log.add("begins");
        try {
            return call.proceed();
        } finally {
            Log.add("ends");
        }
    }
}
