import java.util.jar.JarFile

def core = new File(basedir, '../../../../core/target/classes').canonicalPath
def run = { String path ->
    def java = new File(System.getProperty('java.home'), 'bin/java').path
    def process = [java, '-Xverify:all', '-cp', path, 'example.Main'].execute()
    def printed = new StringBuilder()
    def said = new StringBuilder()
    process.waitForProcessOutput(printed, said)
    assert process.exitValue() == 0 : said
    printed.readLines()
}

def before = run(new File(basedir, 'target/proguard-1.jar').path + File.pathSeparator + core)
assert before[1] == '6 200' : 'what the class says that Bobbin has not seen'
assert before[3].startsWith('Main.java:60: Main.unmarked() stands between two suspendable methods')
assert run(new File(basedir, 'target/small.jar').path) == before

// It did something: classes are gone, and others have other names.
new JarFile(new File(basedir, 'target/small.jar')).withCloseable { jar ->
    def classes = jar.entries().collect { it.name }.findAll { it.endsWith('.class') }
    assert classes.size() < 200 // the core alone has more than 300
    assert classes.any { it ==~ /dev\/bobbin\/[a-z]\.class/ }
    assert !classes.any { it.contains('TcpSocket') }
}
