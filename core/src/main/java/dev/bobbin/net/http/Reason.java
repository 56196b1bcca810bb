package dev.bobbin.net.http;

/** What a status means, for people: RFC 9110, section 15, and what else is in use. */
final class Reason {

    private static final String[] REASONS = new String[600];

    static {
        REASONS[200] = "OK";
        REASONS[201] = "Created";
        REASONS[202] = "Accepted";
        REASONS[204] = "No Content";
        REASONS[206] = "Partial Content";
        REASONS[301] = "Moved Permanently";
        REASONS[302] = "Found";
        REASONS[303] = "See Other";
        REASONS[304] = "Not Modified";
        REASONS[307] = "Temporary Redirect";
        REASONS[308] = "Permanent Redirect";
        REASONS[400] = "Bad Request";
        REASONS[401] = "Unauthorized";
        REASONS[403] = "Forbidden";
        REASONS[404] = "Not Found";
        REASONS[405] = "Method Not Allowed";
        REASONS[406] = "Not Acceptable";
        REASONS[408] = "Request Timeout";
        REASONS[409] = "Conflict";
        REASONS[410] = "Gone";
        REASONS[411] = "Length Required";
        REASONS[412] = "Precondition Failed";
        REASONS[413] = "Content Too Large";
        REASONS[414] = "URI Too Long";
        REASONS[415] = "Unsupported Media Type";
        REASONS[416] = "Range Not Satisfiable";
        REASONS[417] = "Expectation Failed";
        REASONS[422] = "Unprocessable Content";
        REASONS[429] = "Too Many Requests";
        REASONS[431] = "Request Header Fields Too Large";
        REASONS[500] = "Internal Server Error";
        REASONS[501] = "Not Implemented";
        REASONS[502] = "Bad Gateway";
        REASONS[503] = "Service Unavailable";
        REASONS[504] = "Gateway Timeout";
        REASONS[505] = "HTTP Version Not Supported";
    }

    private Reason() {}

    /** Empty for a status that is not known. */
    static String of(int status) {
        String reason = status < REASONS.length ? REASONS[status] : null;
        return reason == null ? "" : reason;
    }
}
