// SPDX-License-Identifier: GPL-3.0-or-later
//
// koki-highlight: finds the keywords, comments and so on in listings. It is a separate program
// because it links GNU Source-highlight, whose licence (GPL 3 or later) extends to programs linked
// with it; koki itself is under the Apache License 2.0 and only runs it.
//
// Standard input: any number of listings, each "LANGUAGE BYTES\n" and that many bytes. Standard
// output, for each listing in the same order: "done PARTS\n", "unknown 0\n" (no such language) or
// "failed 0\n" (its rules, or it is too much), then PARTS lines "NAME FROM TO\n", the bytes [FROM,
// TO) of the listing in ascending order. Exit status 0; 1 if the input is malformed.
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <srchilite/formattermanager.h>
#include <srchilite/formatterparams.h>
#include <srchilite/langdefmanager.h>
#include <srchilite/langmap.h>
#include <srchilite/regexrulefactory.h>
#include <srchilite/settings.h>
#include <srchilite/sourcehighlighter.h>

namespace
{

// Parts that layouts can style; others are plain text.
const char *const names[] = {"keyword",   "type",        "usertype",  "string",
                             "regexp",    "specialchar", "comment",   "number",
                             "preproc",   "function",    "classname", "variable",
                             "attribute", "tag",         "todo",      "date"};

// The library searches the rest of the line for each of its parts, so that hostile lines would
// never end: longer lines are plain text, and the cost of all parts is limited for the run. Six
// megabytes of code take as much.
const size_t longest_line = 500;      // [bytes]
const size_t most_work = 100 << 20;   // [parts times bytes of their line]
const size_t longest = 1 << 20;       // [bytes] of a listing

struct Part {
    const char *name;
    size_t from, to;
};

// The line being highlighted and the parts found so far in its listing.
struct Listing {
    size_t line = 0, length = 0;   // where the line begins; its bytes
    size_t work = 0;               // of all listings
    std::vector<Part> parts;
};

class Recorder : public srchilite::Formatter
{
  public:
    Recorder(const char *name, Listing *listing) : name(name), listing(listing) {}
    void format(const std::string &s, const srchilite::FormatterParams *params) override
    {
        listing->work += listing->length;
        if (name && params && params->start >= 0 && !s.empty())
            listing->parts.push_back(
                {name, listing->line + params->start, listing->line + params->start + s.size()});
    }

  private:
    const char *name;
    Listing *listing;
};

// State kept between listings: definitions of languages are compiled once.
struct Library {
    Listing listing;
    srchilite::RegexRuleFactory rules;
    srchilite::LangDefManager definitions{&rules};
    srchilite::LangMap languages{"lang.map"};
    std::map<std::string, srchilite::HighlightStatePtr> known;
    srchilite::FormatterManager formatters{
        srchilite::FormatterPtr(new Recorder(nullptr, &listing))};

    Library()
    {
        languages.open();
        for (const char *name : names)
            formatters.addFormatter(name, srchilite::FormatterPtr(new Recorder(name, &listing)));
    }
    // Null: unknown.
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

// "done", "unknown" or "failed"; the parts are in library.listing.
const char *highlight(Library &library, const std::string &language, const std::string &text)
try {
    Listing &listing = library.listing;
    listing.parts.clear();
    srchilite::HighlightStatePtr state = library.language(language);
    if (!state)
        return "unknown";
    srchilite::SourceHighlighter highlighter(state);
    srchilite::FormatterParams params;
    highlighter.setFormatterManager(&library.formatters);
    highlighter.setFormatterParams(&params);
    highlighter.setOptimize(false);
    for (size_t at = 0; at < text.size() && listing.work < most_work;) {
        size_t end = text.find('\n', at);
        end = end == std::string::npos ? text.size() : end;
        listing.line = at;
        listing.length = end - at;
        params.start = 0;
        if (end - at <= longest_line)
            highlighter.highlightParagraph(text.substr(at, end - at));
        at = end + 1;
    }
    return listing.work < most_work ? "done" : "failed";
} catch (const std::exception &) {
    return "failed";
}

}   // namespace

int main()
try {
    std::ios::sync_with_stdio(false);
    Library library;
    std::string language;
    for (size_t bytes; std::cin >> language >> bytes;) {
        if (bytes > longest || std::cin.get() != '\n')
            return 1;
        std::string text(bytes, '\0');
        if (!std::cin.read(&text[0], bytes))
            return 1;
        const std::string result = highlight(library, language, text);
        if (result != "done")
            library.listing.parts.clear();
        std::cout << result << ' ' << library.listing.parts.size() << '\n';
        for (const Part &part : library.listing.parts)
            std::cout << part.name << ' ' << part.from << ' ' << part.to << '\n';
    }
    std::cout.flush();
    return std::cin.eof() && std::cout ? 0 : 1;
} catch (const std::exception &) {
    return 1;
}
