#include "xml/xml.h"
void xml_upgrade(xmlDoc *doc) { (void)doc; }
