package example;

import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** Proxies are subclasses of the beans. */
@Configuration
@EnableTransactionManagement(proxyTargetClass = true)
class BehindSubclasses extends SpringBeans {}
