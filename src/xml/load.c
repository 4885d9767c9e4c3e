#include "xml/xml.h"
