package example;

import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** Beans with transactions, which are written down and nothing else. */
abstract class SpringBeans {
    @Bean
    Stock markedMethods() {
        return new MarkedMethods();
    }

    @Bean
    Stock markedClass() {
        return new MarkedClass();
    }

    @Bean
    Stock unadvised() {
        return new Unadvised();
    }

    @Bean
    PlatformTransactionManager transactions() {
        return new AbstractPlatformTransactionManager() {
            @Override
            protected Object doGetTransaction() {
                return this;
            }

            @Override
            protected void doBegin(Object transaction, TransactionDefinition definition) {
                Log.add("begins");
            }

            @Override
            protected void doCommit(DefaultTransactionStatus status) {
                Log.add("ends");
            }

            @Override
            protected void doRollback(DefaultTransactionStatus status) {
                Log.add("ends");
            }
        };
    }
}
