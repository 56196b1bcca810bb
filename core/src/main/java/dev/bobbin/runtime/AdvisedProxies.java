package dev.bobbin.runtime;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells proxies of frameworks that put advice around methods from other objects. To such a proxy a twin is a method that nobody
 * asked advice for, so it would be left out; it must be called by the method that was written.
 *
 * <ul>
 *   <li>All proxies of Spring's implement one interface.
 *   <li>Weld makes a subclass of each bean that has interceptors, and in front of beans of some scopes a second proxy, which only
 *       finds the bean. Whether that has interceptors is seen from the annotations of its class.
 * </ul>
 *
 * Each class is looked at once.
 */
final class AdvisedProxies {

    private static final String OF_SPRING = "org.springframework.aop.SpringProxy";
    private static final String OF_WELD = "_$$_WeldSubclass";
    private static final String IN_FRONT = "_$$_WeldClientProxy";
    private static final Set<String> BINDINGS = new HashSet<>(Arrays.asList(
            "jakarta.interceptor.InterceptorBinding",
            "jakarta.interceptor.Interceptors",
            "javax.interceptor.InterceptorBinding",
            "javax.interceptor.Interceptors"));

    private static final ClassValue<Boolean> ADVISED = new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return type.getName().contains(OF_WELD)
                    || type.getName().contains(IN_FRONT) && isIntercepted(type)
                    || Twins.lineage(type).stream().anyMatch(at -> at.getName().equals(OF_SPRING));
        }
    };

    private AdvisedProxies() {}

    static boolean have(Class<?> type) {
        return ADVISED.get(type);
    }

    private static boolean isIntercepted(Class<?> type) {
        for (Class<?> at = type.getSuperclass(); at != null && at != Object.class; at = at.getSuperclass()) {
            List<AnnotatedElement> annotated = new ArrayList<>(Arrays.<Method>asList(at.getDeclaredMethods()));
            annotated.add(at);
            if (annotated.stream().anyMatch(each -> isBound(each, new HashSet<>()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether an annotation says so, or one of those that stand on an annotation. */
    private static boolean isBound(AnnotatedElement element, Set<Class<?>> seen) {
        for (Annotation annotation : element.getAnnotations()) {
            Class<?> type = annotation.annotationType();
            if (BINDINGS.contains(type.getName()) || seen.add(type) && isBound(type, seen)) {
                return true;
            }
        }
        return false;
    }
}
