// The only file in C++: GNU Source-highlight has no other interface. No exception leaves it.
#include "expand/highlight.h"

#include <exception>
#include <map>
#include <memory>
#include <string>

#include <srchilite/formattermanager.h>
#include <srchilite/formatterparams.h>
#include <srchilite/langdefmanager.h>
#include <srchilite/langmap.h>
#include <srchilite/regexrulefactory.h>
#include <srchilite/settings.h>
#include <srchilite/sourcehighlighter.h>

namespace {

// What is worth a look of its own; other parts are plain text.
const char *const names[] = {"keyword", "type",    "usertype",  "string", "regexp",   "specialchar", "comment", "number",
                             "preproc", "function", "classname", "variable", "attribute", "tag",    "todo",        "date"};

// The library looks through the rest of the line for each of its parts, so that hostile lines would take for ever: longer lines are
// plain text, and what all parts cost is limited for the run. Six megabytes of code take as much.
const size_t longest_line = 500;      // [bytes]
const size_t most_work = 100 << 20;   // [parts times bytes of their line]

// Where the line in hand begins, and whom to tell.
struct Listing {
    size_t line = 0, length = 0;
    size_t work = 0;
    void (*part)(void *ctx, const char *name, size_t from, size_t to) = nullptr;
    void *ctx = nullptr;
};

class Teller : public srchilite::Formatter {
public:
    Teller(const char *name, Listing *listing) : name(name), listing(listing) {}
    void format(const std::string &s, const srchilite::FormatterParams *params) override
    {
        listing->work += listing->length;
        if (name && params && params->start >= 0 && !s.empty())
            listing->part(listing->ctx, name, listing->line + params->start, listing->line + params->start + s.size());
    }

private:
    const char *name;
    Listing *listing;
};

// All that is kept between listings: definitions of languages are compiled once.
struct Library {
    Listing listing;
    srchilite::RegexRuleFactory rules;
    srchilite::LangDefManager definitions{&rules};
    srchilite::LangMap languages{"lang.map"};
    std::map<std::string, srchilite::HighlightStatePtr> known;
    srchilite::FormatterManager formatters{srchilite::FormatterPtr(new Teller(nullptr, &listing))};

    Library()
    {
        languages.open();
        for (const char *name : names)
            formatters.addFormatter(name, srchilite::FormatterPtr(new Teller(name, &listing)));
    }
    // Empty: unknown.
    srchilite::HighlightStatePtr language(const std::string &name)
    {
        auto found = known.find(name);
        if (found != known.end())
            return found->second;
        const std::string file = languages.getMappedFileName(name);
        srchilite::HighlightStatePtr state;
        if (!file.empty())
            state = definitions.getHighlightState(srchilite::Settings::retrieveDataDir(), file);
        return known[name] = state;
    }
};

}

enum highlight_result highlight(const char *language, const char *text, size_t n,
                                void (*part)(void *ctx, const char *name, size_t from, size_t to), void *ctx)
try {
    static std::unique_ptr<Library> library(new Library);
    srchilite::HighlightStatePtr state = library->language(language);
    if (!state)
        return HIGHLIGHT_UNKNOWN;
    srchilite::SourceHighlighter highlighter(state);
    srchilite::FormatterParams params;
    highlighter.setFormatterManager(&library->formatters);
    highlighter.setFormatterParams(&params);
    highlighter.setOptimize(false);
    library->listing.part = part;
    library->listing.ctx = ctx;
    const std::string all(text, n);
    for (size_t at = 0; at < n && library->listing.work < most_work;) {
        size_t end = all.find('\n', at);
        end = end == std::string::npos ? n : end;
        library->listing.line = at;
        library->listing.length = end - at;
        params.start = 0;
        if (end - at <= longest_line)
            highlighter.highlightParagraph(all.substr(at, end - at));
        at = end + 1;
    }
    return library->listing.work < most_work ? HIGHLIGHT_DONE : HIGHLIGHT_FAILED;
} catch (const std::exception &) {
    return HIGHLIGHT_FAILED;
}
