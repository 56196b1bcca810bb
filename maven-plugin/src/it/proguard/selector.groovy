// ProGuard reads the JDK's classes from its jmods, which not every JDK has.
new File(System.getProperty('java.home'), 'jmods/java.base.jmod').isFile()
