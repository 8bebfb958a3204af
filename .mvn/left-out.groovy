// Says at the end of the build which tests were left out and why, so that nobody takes skipped for passed.
// -Dleft-out.allowed=REGEX refuses every other reason, as CI does.
import groovy.xml.XmlSlurper

// the reports of all modules are there when the last one is done, wherever -pl and -rf begin and end
if (project != session.projects.last() || (phase == 'test' && session.goals.any { it in ['verify', 'install', 'deploy'] })) {
    return
}

def begin = session.request.startTime.time
def reports = session.projects
    .collectMany { ['surefire-reports', 'failsafe-reports'].collect { kind -> new File(it.build.directory, kind) } }
    .collectMany { folder -> folder.listFiles({ file -> file.name ==~ /TEST-.*\.xml/ } as FileFilter)?.toList() ?: [] }
    .findAll { it.lastModified() >= begin } // older ones tell of earlier builds
if (reports.empty) {
    return
}

def reason = { test ->
    def first = (test.skipped.@message.text() ?: test.skipped.text() ?: 'no reason given').readLines().first()
    first.replaceFirst(/^\S*TestAbortedException: /, '').replaceFirst(/^Assumption failed: /, '')
}
def leftOut = new TreeMap<String, String>()
reports.each { report ->
    def tests = new XmlSlurper().parse(report).testcase.toList()
    tests.findAll { !it.skipped.isEmpty() }.groupBy(reason).each { why, skipped ->
        if (skipped.size() == tests.size()) {
            leftOut[skipped.first().@classname.text()] = why
        } else {
            skipped.each { leftOut["${it.@classname}.${it.@name}".toString()] = why }
        }
    }
}

leftOut.each { what, why -> log.warn("left out: $what ($why)") }
if (leftOut.isEmpty()) {
    log.info('left out: nothing')
}
def allowed = session.userProperties['left-out.allowed']
if (allowed != null && leftOut.values().any { !(it =~ allowed) }) {
    throw new IllegalStateException("Tests were left out for other reasons than '$allowed'.")
}
