package example;

import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** Proxies implement the interfaces of the beans. */
@Configuration
@EnableTransactionManagement(proxyTargetClass = false)
class BehindInterfaces extends SpringBeans {}
